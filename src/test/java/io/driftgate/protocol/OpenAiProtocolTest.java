package io.driftgate.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.json.JsonTape;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OpenAiProtocolTest {
    /** What servers join parts with. */
    private static final List<String> JOINTS = List.of("\n", " ", "");

    private final Bodies chat = Bodies.of(Protocols.OPENAI, OpenAiFeatures.SCHEMA);
    private final Bodies completions = Bodies.of(Protocols.OPENAI_COMPLETIONS, OpenAiFeatures.SCHEMA);
    private final Bodies embeddings = Bodies.of(Protocols.OPENAI_EMBEDDINGS, OpenAiFeatures.SCHEMA);

    // ---- requests

    @Test
    void readsAChat() throws Exception {
        assertEquals(
                List.of("model='gpt-4o' prompt='Hi\nWhat is 2+2?' system='Be brief.' last_role='user'"
                        + " roles=['system', 'user', 'assistant', 'user']"
                        + " texts=['Be brief.', 'Hi', 'ann', 'Hello', 'What is 2+2?'] messages=4 media=0 prompt_length=15"
                        + " max_tokens=100 temperature=0.5 top_p=1 n=2 stream=true tool_choice='auto' user='u1'"
                        + " other_texts=['ann']"),
                chat.rows("""
                        {"model": "gpt-4o", "temperature": 0.5, "top_p": 1.0, "n": 2, "stream": true, "user": "u1",
                         "max_tokens": 100, "seed": 7, "tool_choice": "auto",
                         "messages": [
                           {"role": "system", "content": "Be brief."},
                           {"role": "user", "content": "Hi", "name": "ann"},
                           {"role": "assistant", "content": "Hello"},
                           {"role": "user", "content": "What is 2+2?"}]}"""));
    }

    @Test
    void readsPartsOfContentsHoweverAServerJoinsThem() throws Exception {
        assertEquals(
                List.of("prompt='one\ntwo\"\n😀\none two\"\n😀\nonetwo\"\n😀' system='s1\ns2' last_role='user'"
                        + " roles=['system', 'developer', 'user', 'user']"
                        + " texts=['s1', 's2', 'one', 'two\"', 'one\ntwo\"', 'one two\"', 'onetwo\"', '😀']"
                        + " messages=4 media=2 prompt_length=10 other_texts=[]"),
                chat.rows("""
                        {"messages": [
                           {"role": "system", "content": "s1"},
                           {"role": "developer", "content": [{"type": "text", "text": "s2"}]},
                           {"role": "us\\u0065r", "content": [
                             {"type": "text", "text": "one"},
                             {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA", "detail": "low"}},
                             {"type": "input_audio", "input_audio": {"data": "AA", "format": "wav"}},
                             {"type": "t\\u0065xt", "te\\u0078t": "two\\""}]},
                           {"role": "user", "content": ["\\ud83d\\ude00"]}]}"""));
    }

    @Test
    void joinsTheTextsOfOneMessageOnly() throws Exception {
        Schema schema = schemaOf("prompt", "texts", "prompt_length");
        assertEquals(
                List.of("prompt='for\nbidden\nword\nfor bidden\nword\nforbidden\nword'"
                        + " texts=['for', 'bidden', 'for\nbidden', 'for bidden', 'forbidden', 'why', 'word']"
                        + " prompt_length=15"),
                Bodies.of(Protocols.OPENAI, schema).rows("""
                        {"messages": [
                           {"role": "user", "content": ["for", "bidden"], "reasoning": "why"},
                           {"role": "user", "content": null}, {"role": "user", "content": []},
                           {"role": "user", "content": "word"}]}"""));
    }

    @Test
    void takesARoleThatNobodyKnowsForAUser() throws Exception {
        Schema schema = schemaOf("prompt", "system", "texts", "other_texts");
        assertEquals(
                List.of("prompt='a\nb\nc' system='d'"
                        + " texts=['a', 'usr', 'b', 'User', 'c', 'System', 'd', 'e', 'f', 'g']"
                        + " other_texts=['usr', 'User', 'System']"),
                Bodies.of(Protocols.OPENAI, schema).rows("""
                        {"messages": [
                           {"role": "usr", "content": "a"}, {"role": "User", "content": "b"},
                           {"role": "System", "content": "c"}, {"role": "developer", "content": "d"},
                           {"role": "tool", "content": "e"}, {"role": "function", "content": "f"},
                           {"role": "assistant", "content": "g"}]}"""));
    }

    private static Schema schemaOf(String... names) {
        List<Feature> features = new ArrayList<>();
        for (String name : names) {
            features.add(OpenAiFeatures.SCHEMA.feature(name).orElseThrow());
        }
        return new Schema(features);
    }

    @Test
    void readsToolsAndWhatTheyWereCalledWith() throws Exception {
        assertEquals(
                List.of("last_role='tool' roles=['assistant', 'tool']"
                        + " texts=['no', 'why', '{\"city\":\"Rome\"}', 'sql', '1\nweather\n2\nsql', '21 C', 'old', '1\nf',"
                        + " 'type\nfunction\nfunction\nname\nweather\nparameters\nname\nx',"
                        + " 'type\ncustom\ncustom\nname\nsql', 'type\nweb_search', 'name\nlegacy',"
                        + " 'type\nfunction\nfunction\nname\nweather'] messages=2 media=0"
                        + " prompt_length=0 tools=['weather', 'sql', 'web_search', 'legacy'] tool_choice='weather'"
                        + " other_texts=['1\nweather\n2\nsql', '1\nf',"
                        + " 'type\nfunction\nfunction\nname\nweather\nparameters\nname\nx',"
                        + " 'type\ncustom\ncustom\nname\nsql', 'type\nweb_search', 'name\nlegacy',"
                        + " 'type\nfunction\nfunction\nname\nweather']"),
                chat.rows("""
                        {"messages": [
                           {"role": "assistant", "content": null, "refusal": "no", "reasoning_content": "why",
                            "tool_calls": [
                              {"id": "1", "type": "function",
                               "function": {"name": "weather", "arguments": "{\\"city\\":\\"Rome\\"}"}},
                              {"id": "2", "type": "custom", "custom": {"name": "sql", "input": "sql"}}],
                            "function_call": null},
                           {"role": "tool", "tool_call_id": "1", "content": "21 C",
                            "function_call": {"name": "f", "arguments": "old"}}],
                         "tools": [
                           {"type": "function", "function": {"name": "weather", "parameters": {"name": "x"}}},
                           {"type": "custom", "custom": {"name": "sql"}},
                           {"type": "web_search"}],
                         "functions": [{"name": "legacy"}],
                         "tool_choice": {"type": "function", "function": {"name": "weather"}}}"""));
    }

    /** What is no text of a message and no feature by itself, at every place that some server's template may print. */
    @Test
    void findsTextsInEveryMember() throws Exception {
        String at = "@HERE@";
        for (String body : List.of(
                "{'messages':[{'role':'user','name':'@'}]}",
                "{'messages':[{'role':'@'}]}",
                "{'messages':[{'role':'tool','tool_call_id':'@','content':'x'}]}",
                "{'messages':[{'role':'user','content':[{'type':'@'}]}]}",
                "{'messages':[{'role':'user','content':[{'type':'text','text':'x','cache':{'@':1}}]}]}",
                "{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'u','alt':'@'}}]}]}",
                "{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':['@']}}]}]}",
                "{'messages':[{'role':'user','content':[{'type':'file','file':{'filename':'@','file_data':'u'}}]}]}",
                "{'messages':[{'role':'user','content':[{'type':'video_url','video_url':['@']}]}]}",
                "{'messages':[{'role':'user','content':[{'type':'document','document':{'text':'@'}}]}]}",
                "{'messages':[{'role':'a','tool_calls':[{'id':'@','function':{}}]}]}",
                "{'messages':[{'role':'a','tool_calls':[{'type':'@','function':{}}]}]}",
                "{'messages':[{'role':'a','tool_calls':[{'function':{'name':'@'}}]}]}",
                "{'messages':[{'role':'a','tool_calls':[{'custom':{'x':['@']}}]}]}",
                "{'messages':[{'role':'a','function_call':{'name':'@'}}]}",
                "{'messages':[{'role':'user','audio':{'id':'@'}}]}",
                "{'messages':[{'role':'user'}],'tools':[{'type':'function','function':{'name':'f','description':'@'}}]}",
                "{'messages':[{'role':'user'}],'tools':[{'name':'f','parameters':{'properties':{'@':{'type':'string'}}}}]}",
                "{'messages':[{'role':'user'}],'functions':[{'name':'f','description':'@'}]}",
                "{'messages':[{'role':'user'}],'tool_choice':{'type':'allowed_tools','tools':[{'name':'@'}]}}",
                "{'messages':[{'role':'user'}],'tool_choice':'auto','function_call':'@'}",
                "{'messages':[{'role':'user'}],'chat_template':'@'}",
                "{'messages':[{'role':'user'}],'chat_template_kwargs':{'note':'@'}}",
                "{'messages':[{'role':'user'}],'response_format':{'json_schema':{'schema':{'description':'@'}}}}",
                "{'messages':[{'role':'user'}],'guided_choice':['x','@']}",
                "{'messages':[{'role':'user'}],'guided_json':{'title':'@'}}",
                "{'messages':[{'role':'user'}],'documents':[{'title':'x','text':'@'}]}",
                "{'messages':[{'role':'user'}],'instructions':'@'}",
                "{'messages':[{'role':'user'}],'prediction':{'type':'content','content':[{'text':'@'}]}}",
                "{'messages':[{'role':'user'}],'metadata':{'k':'@'}}",
                "{'messages':[{'role':'user'}],'stop':['@']}",
                "{'messages':[{'role':'user'}],'logit_bias':{'@':1}}",
                "{'messages':[{'role':'user'}],'audio':{'voice':'@'}}",
                "{'messages':[{'role':'user'}],'suffix':'@'}",
                "{'messages':[{'role':'user'}],'model':['@']}",
                "{'messages':[{'role':'user'}],'user':{'id':'@'}}",
                "{'messages':[{'role':'user'}],'an\\u0065w':[[['@']]]}")) {
            String row = chat.rows(body.replace('\'', '"').replace("@", at)).get(0);
            int others = row.indexOf("other_texts=[");
            assertTrue(row.indexOf(at, others) > others, body + ": " + row);
            int texts = row.indexOf("texts=[");
            assertTrue(row.substring(texts, row.indexOf("messages=", texts)).contains(at), body + ": " + row);
        }
        String media = chat.rows("""
                {"messages": [{"role": "user", "content": [
                   {"type": "image_url", "image_url": "@"}, {"type": "image_url", "image_url": {"url": "@"}},
                   {"type": "input_audio", "input_audio": {"data": "@", "format": "wav"}},
                   {"type": "file", "file": {"file_data": "@", "file_id": "@"}}]}]}""").get(0);
        assertTrue(media.contains("texts=[] messages=1 media=4"), media);
        assertTrue(media.endsWith("other_texts=[]"), media);
    }

    @Test
    void carriesATemplateByItself() throws Exception {
        String row = chat.rows("{\"messages\":[{\"role\":\"user\"}],\"chat_template\":\"{{ 'for' + 'bidden' }}\"}")
                .get(0);
        assertTrue(row.endsWith("chat_template='{{ 'for' + 'bidden' }}'"), row);
    }

    @Test
    void refusesPartsThatAServerMayLeaveOutBetweenOthers() throws Exception {
        for (String parts : List.of(
                "{\"type\":\"text\",\"text\":\"for\"},\"x\"",
                "{\"type\":\"text\",\"text\":\"for\"},{\"type\":\"input_text\",\"text\":\"x\"}",
                "\"x\",{\"type\":\"refusal\",\"refusal\":\"for\"}")) {
            refusesMessage(
                    "{\"role\":\"user\",\"content\":[" + parts + "]}",
                    "messages[1].content[1] must be of the same type as the texts before it");
        }
        for (String part : List.of(
                "{\"type\":\"image_url\",\"image_url\":{\"url\":\"u\"},\"text\":\"a\"}",
                "{\"type\":\"file\",\"file\":{\"file_data\":\"AA\"},\"refusal\":\"b\"}",
                "{\"type\":\"thinking\",\"text\":\"c\"}",
                "{\"type\":\"text\",\"text\":\"a\",\"refusal\":\"b\"}",
                "{\"type\":\"refusal\",\"text\":\"a\",\"refusal\":\"b\"}")) {
            refusesMessage(
                    "{\"role\":\"user\",\"content\":[" + part + "]}",
                    "messages[1].content[0] has a text that its type does not have");
        }
    }

    @Test
    void refusesWhatIsAnotherEndpoints() throws Exception {
        String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
        chat.refuses("{" + messages + ",\"prompt\":\"y\"}", "prompt is another endpoint's: this one takes messages");
        chat.refuses("{" + messages + ",\"input\":[]}", "input is another endpoint's: this one takes messages");
        completions.refuses(
                "{\"prompt\":\"y\"," + messages + "}", "messages is another endpoint's: this one takes prompt");
        embeddings.refuses("{\"input\":\"y\",\"prompt\":\"\"}", "prompt is another endpoint's: this one takes input");
        assertEquals(
                1,
                chat.rows("{" + messages + ",\"prompt\":null,\"input\":null}").size());
        for (String tokens : List.of("prompt_embeds", "prompt_token_ids", "input_ids", "input_embeds")) {
            chat.refuses(
                    "{" + messages + ",\"" + tokens + "\":[1]}", tokens + " can't be inspected: send messages as text");
        }
    }

    @Test
    void takesNoNameOfAToolThatAServerWouldNotTake() throws Exception {
        assertEquals(
                "tools=['code_interpreter']", tools("\"tools\":[{\"type\":\"code_interpreter\",\"name\":\"search\"}]"));
        assertEquals("tools=['mcp']", tools("\"tools\":[{\"type\":\"mcp\",\"function\":{\"name\":\"search\"}}]"));
        assertEquals("tools=['search']", tools("\"tools\":[{\"type\":\"function\",\"name\":\"search\"}]"));
        assertEquals(
                "tools=['evil']",
                tools("\"functions\":[{\"name\":\"evil\",\"type\":\"x\",\"function\":{\"name\":\"search\"}}]"));
        MalformedRequest both = assertThrows(
                MalformedRequest.class,
                () -> tools("\"tools\":[{\"type\":\"custom\",\"function\":{\"name\":\"search\"},"
                        + "\"custom\":{\"name\":\"evil\"}}]"));
        assertEquals("tools[0] must have either function or custom", both.getMessage());
    }

    private static String tools(String members) throws Exception {
        Schema schema = new Schema(List.of(Feature.list("tools", FeatureType.STRING, "")));
        String body = "{\"messages\":[{\"role\":\"user\"}]," + members + "}";
        return Bodies.of(Protocols.OPENAI, schema).rows(body).get(0);
    }

    @Test
    void takesTheLargerOfTwoLimits() throws Exception {
        assertEquals("max_tokens=9", limits("\"max_tokens\":5,\"max_completion_tokens\":9"));
        assertEquals("max_tokens=9", limits("\"max_tokens\":9,\"max_completion_tokens\":5"));
        assertEquals("max_tokens=5", limits("\"max_tokens\":null,\"max_completion_tokens\":5"));
        assertEquals("max_tokens=5", limits("\"max_tokens\":5,\"max_completion_tokens\":null"));
        assertEquals("max_tokens=null", limits("\"max_tokens\":null"));
        assertEquals("max_tokens='many'", limits("\"max_tokens\":5,\"max_completion_tokens\":\"many\""));
        assertEquals("max_tokens='many'", limits("\"max_tokens\":\"many\",\"max_completion_tokens\":5"));
        assertEquals("", limits("\"max\":1"));
    }

    private static String limits(String members) throws Exception {
        Schema schema = new Schema(List.of(new Feature("max_tokens", FeatureType.INT)));
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]," + members + "}";
        return Bodies.of(Protocols.OPENAI, schema).rows(body).get(0);
    }

    @Test
    void readsToolChoices() throws Exception {
        assertEquals("tool_choice='none'", choice("\"tool_choice\":\"none\",\"function_call\":\"auto\""));
        assertEquals("tool_choice='auto'", choice("\"function_call\":\"auto\""));
        assertEquals("tool_choice='f'", choice("\"function_call\":{\"name\":\"f\"}"));
        assertEquals("tool_choice='c'", choice("\"tool_choice\":{\"type\":\"custom\",\"custom\":{\"name\":\"c\"}}"));
        assertEquals("tool_choice='allowed_tools'", choice("\"tool_choice\":{\"type\":\"allowed_tools\"}"));
        assertEquals("tool_choice=object0", choice("\"tool_choice\":{}"));
        assertEquals("tool_choice=object1", choice("\"tool_choice\":{\"function\":{}}"));
    }

    private static String choice(String members) throws Exception {
        Schema schema = new Schema(List.of(new Feature("tool_choice", FeatureType.STRING)));
        String body = "{\"messages\":[{\"role\":\"user\"}]," + members + "}";
        return Bodies.of(Protocols.OPENAI, schema).rows(body).get(0);
    }

    @Test
    void readsCompletionsAndEmbeddings() throws Exception {
        assertEquals(
                List.of("model='m' prompt='a\nb' texts=['a', 'b', 'z'] prompt_length=3 max_tokens=5"
                        + " other_texts=['z']"),
                completions.rows(
                        "{\"model\":\"m\",\"prompt\":[\"a\",\"b\"],\"suffix\":\"z\",\"max_tokens\":5,\"prompt_embeds\":null}"));
        assertEquals(
                List.of("prompt='a' texts=['a'] prompt_length=1 other_texts=[]"),
                completions.rows("{\"prompt\":\"a\",\"suffix\":null}"));
        assertEquals(
                List.of("model='m' prompt='é\nb' texts=['é', 'b'] prompt_length=3 other_texts=[]"),
                embeddings.rows("{\"model\":\"m\",\"input\":[\"\\u00e9\",\"b\"]}"));
        assertEquals(
                List.of("prompt='' texts=[''] prompt_length=0 other_texts=[]"), embeddings.rows("{\"input\":\"\"}"));
    }

    @Test
    void readsFeaturesOfTheSchemaByNameOrPointer() throws Exception {
        Schema schema = new Schema(List.of(
                new Feature("team", FeatureType.STRING, List.of(), "/metadata/team"),
                new Feature("model", FeatureType.ENUM, List.of("a"), ""),
                new Feature("user", FeatureType.STRING, List.of(), "/metadata/user"),
                Feature.list("names", FeatureType.STRING, "/messages/*/name")));
        assertEquals(
                List.of("team='x' model='a' user='v' names=['ann']"),
                Bodies.of(Protocols.OPENAI, schema)
                        .rows("{\"model\":\"a\",\"user\":\"u\",\"metadata\":{\"team\":\"x\",\"user\":\"v\"},"
                                + "\"messages\":[{\"role\":\"user\",\"name\":\"ann\"}]}"));
    }

    @Test
    void tellsWhereAValueStands() throws Exception {
        chat.bind(
                "{\"messages\":[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":[\"a\",\"b\"]}],"
                        + "\"model\":\"m\",\"max_completion_tokens\":9,\"tools\":[{\"type\":\"x\"}]}");
        assertTrue(chat.batch.next());
        assertEquals("/model", path("model"));
        assertEquals("/messages/1/content/0", path("prompt"));
        assertEquals("/messages/0/content", path("system"));
        assertEquals("/messages/1/role", path("last_role"));
        assertEquals("/messages/0/role", path("roles"));
        assertEquals("/messages/0/content", path("texts"));
        assertEquals("/messages", path("messages"));
        assertEquals("/messages/1/content/0", path("prompt_length"));
        assertEquals("/max_completion_tokens", path("max_tokens"));
        assertEquals("/tools/0/type", path("tools"));
        assertEquals("", path("user"));
    }

    private String path(String feature) {
        return chat.batch.pathOf(FeatureIndex.of(List.of(OpenAiFeatures.SCHEMA)).slotOf(feature));
    }

    @Test
    void refusesWrongShapesOfChats() throws Exception {
        chat.refuses("[]", "the body must be a JSON object");
        for (String body : List.of("{}", "{\"messages\":{}}", "{\"messages\":[]}", "{\"messages\":\"x\"}")) {
            chat.refuses(body, "messages must be a non-empty array of messages");
        }
        refusesMessage("1", "messages[1] must be an object with role and content");
        refusesMessage("{\"content\":\"x\"}", "messages[1].role must be a string");
        refusesMessage("{\"role\":null}", "messages[1].role must be a string");
        refusesMessage(
                "{\"role\":\"user\",\"content\":5}", "messages[1].content must be a string, an array of parts or null");
        refusesMessage(
                "{\"role\":\"user\",\"content\":{}}",
                "messages[1].content must be a string, an array of parts or null");
        refusesMessage("{\"role\":\"user\",\"content\":[5]}", "messages[1].content[0] must be an object with a type");
        refusesMessage("{\"role\":\"user\",\"content\":[\"\",{}]}", "messages[1].content[1].type must be a string");
        refusesMessage(
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":[]}]}",
                "messages[1].content[0].text must be a string");
        refusesMessage(
                "{\"role\":\"user\",\"content\":[{\"type\":\"refusal\",\"refusal\":1}]}",
                "messages[1].content[0].refusal must be a string");
        refusesMessage(
                "{\"role\":\"user\",\"reasoning\":[]}",
                "messages[1]: refusal, reasoning_content and reasoning must be strings or null");
        refusesMessage("{\"role\":\"a\",\"tool_calls\":{}}", "messages[1].tool_calls must be an array");
        String call =
                "messages[1].tool_calls[0] must be an object with a function whose arguments are a string, or with a"
                        + " custom tool whose input is one";
        refusesMessage("{\"role\":\"a\",\"tool_calls\":[1]}", call);
        refusesMessage("{\"role\":\"a\",\"tool_calls\":[{}]}", call);
        refusesMessage("{\"role\":\"a\",\"tool_calls\":[{\"function\":{\"arguments\":{}}}]}", call);
        refusesMessage("{\"role\":\"a\",\"tool_calls\":[{\"custom\":[]}]}", call);
        refusesMessage(
                "{\"role\":\"a\",\"function_call\":\"f\"}",
                "messages[1].function_call must be an object whose arguments are a string");
        refusesMessage(
                "{\"role\":\"a\"}],\"tools\":[{\"type\":1}", "tools[0] must be an object with the name of a tool");
        refusesMessage(
                "{\"role\":\"a\"}],\"tools\":[{\"function\":5}", "tools[0] must be an object with the name of a tool");
        chat.refuses("{\"messages\":[{\"role\":\"a\"}],\"functions\":{}}", "functions must be an array");
    }

    private void refusesMessage(String message, String problem) throws Exception {
        chat.refuses("{\"messages\":[{\"role\":\"user\",\"content\":\"ok\"}," + message + "]}", problem);
    }

    @Test
    void refusesPromptsThatCannotBeInspected() throws Exception {
        String tokens = " is of tokens, which can't be inspected: send ";
        completions.refuses("{\"prompt\":[1,2]}", "prompt[0]" + tokens + "prompt as text");
        completions.refuses("{\"prompt\":[\"a\",[1,2]]}", "prompt[1]" + tokens + "prompt as text");
        completions.refuses("{\"prompt\":[null]}", "prompt[0] must be a string");
        completions.refuses(
                "{\"prompt\":\"a\",\"prompt_embeds\":\"AA\"}", "prompt_embeds can't be inspected: send prompt as text");
        completions.refuses("{\"prompt\":\"a\",\"suffix\":[]}", "suffix must be a string or null");
        for (String body : List.of("{}", "{\"prompt\":null}", "{\"prompt\":[]}", "{\"prompt\":5}")) {
            completions.refuses(body, "prompt must be a string or a non-empty array of strings");
        }
        embeddings.refuses("{\"input\":[[1]]}", "input[0]" + tokens + "input as text");
        embeddings.refuses("{\"prompt\":null}", "input must be a string or a non-empty array of strings");
    }

    // ---- answers

    @Test
    void readsChoicesOfAChat() throws Exception {
        assertEquals(
                List.of(
                        "text='Hi \"you\"' finish_reason='stop'",
                        "text='a\nb\nno\nwhy\n{}\nx\na b\nno\nwhy\n{}\nx\nab\nno\nwhy\n{}\nx' finish_reason='tool_calls'",
                        "text=null finish_reason=null",
                        "text='y'"),
                Predictions.of(Protocols.OPENAI).rows("""
                        {"id": "1", "object": "chat.completion", "choices": [
                          {"index": 0, "message": {"role": "assistant", "content": "Hi \\"you\\""}, "finish_reason": "stop"},
                          {"message": {"content": ["a", {"type": "text", "text": "b"}], "refusal": "no", "reasoning": "why",
                            "tool_calls": [{"function": {"name": "f", "arguments": "{}"}}, {"custom": {"input": "x"}}]},
                            "finish_reason": "tool_calls"},
                          {"message": {"content": null}, "finish_reason": null},
                          {"message": {"content": "y"}}], "usage": {}}"""));
    }

    @Test
    void readsChoicesOfACompletionAndNoneOfEmbeddings() throws Exception {
        assertEquals(
                List.of("text='a' finish_reason='length'", "text=''"),
                Predictions.of(Protocols.OPENAI_COMPLETIONS)
                        .rows("{\"choices\":[{\"text\":\"a\",\"finish_reason\":\"length\"},{\"text\":\"\"}]}"));
        assertEquals(
                List.of(), Predictions.of(Protocols.OPENAI_EMBEDDINGS).rows("{\"data\":[{\"embedding\":[0.1,0.2]}]}"));
    }

    @Test
    void refusesAnswersThatAreNone() {
        Predictions answers = Predictions.of(Protocols.OPENAI);
        answers.refuses("[]", "the answer must be a JSON object");
        answers.refuses("{\"error\":{}}", "choices must be a non-empty array");
        answers.refuses("{\"choices\":[]}", "choices must be a non-empty array");
        answers.refuses("{\"choices\":[1]}", "choices[0] must be an object");
        answers.refuses("{\"choices\":[{}]}", "choices[0].message must be an object");
        answers.refuses("{\"choices\":[{\"text\":\"a\"}]}", "choices[0].message must be an object");
        answers.refuses(
                "{\"choices\":[{\"message\":{\"content\":5}}]}",
                "choices[0].content must be a string, an array of parts or null");
        answers.refuses(
                "{\"choices\":[{\"message\":{},\"finish_reason\":5}]}",
                "choices[0].finish_reason must be a string or null");
        Predictions.of(Protocols.OPENAI_COMPLETIONS)
                .refuses("{\"choices\":[{\"message\":{}}]}", "choices[0].text must be a string");
        Predictions.of(Protocols.OPENAI_EMBEDDINGS).refuses("{}", "data must be an array of embeddings");
    }

    // ---- schemas

    @Test
    void saysWhichFeaturesNoRequestCanHave() {
        for (Feature feature : OpenAiFeatures.SCHEMA.features()) {
            assertEquals(Optional.empty(), OpenAiFeatures.problem(feature));
        }
        assertEquals(
                Optional.empty(), OpenAiFeatures.problem(new Feature("model", FeatureType.ENUM, List.of("a"), "")));
        assertEquals(Optional.empty(), OpenAiFeatures.problem(new Feature("n", FeatureType.FLOAT)));
        assertEquals(
                Optional.empty(), OpenAiFeatures.problem(new Feature("x", FeatureType.INT, List.of(), "/metadata/x")));
        assertEquals(
                Optional.of("feature 'x' is none of the openai protocol, and has no pointer"),
                OpenAiFeatures.problem(new Feature("x", FeatureType.INT)));
        assertEquals(
                Optional.of("feature 'prompt' is string in the openai protocol, not int"),
                OpenAiFeatures.problem(new Feature("prompt", FeatureType.INT)));
        assertEquals(
                Optional.of("feature 'roles' is {list: string} in the openai protocol, not {list: int}"),
                OpenAiFeatures.problem(Feature.list("roles", FeatureType.INT, "")));
    }

    // ---- properties

    /** However contents are written, the texts, the prompt and its length are those of the same chat written plainly. */
    @Test
    void readsRandomChatsAlike() throws Exception {
        Random random = new Random(11);
        String[] roles = {"user", "assistant", "system", "tool", "developer"};
        String[] texts = {"", "plain", "é", "😀 x", "a\"b\\", "line\nline"};
        Bodies bodies = Bodies.of(Protocols.OPENAI, schemaOf("roles", "texts", "prompt", "prompt_length"));
        for (int round = 0; round < 500; round++) {
            StringBuilder body = new StringBuilder();
            List<String> allRoles = new ArrayList<>();
            List<String> all = new ArrayList<>();
            List<List<String>> said = new ArrayList<>();
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                String role = roles[random.nextInt(roles.length)];
                boolean inParts = random.nextBoolean();
                boolean inObjects = inParts && random.nextBoolean();
                List<String> parts = new ArrayList<>();
                List<String> written = new ArrayList<>();
                for (int part = inParts ? random.nextInt(4) : 1; part > 0; part--) {
                    String text = texts[random.nextInt(texts.length)];
                    String json = json(text, random);
                    parts.add(text);
                    written.add(inObjects ? "{\"type\":\"text\",\"text\":" + json + "}" : json);
                }
                all.addAll(parts);
                for (String joint : parts.size() > 1 ? JOINTS : List.<String>of()) {
                    all.add(String.join(joint, parts));
                }
                if (role.equals("user") && !parts.isEmpty()) {
                    said.add(parts);
                }
                allRoles.add("'" + role + "'");
                String content = String.join(",", written);
                body.append(body.isEmpty() ? "" : ",")
                        .append("{\"content\":")
                        .append(inParts ? "[" + content + "]" : content);
                body.append(",\"role\":").append(json(role, random)).append('}');
            }
            String lines = joined(said, "\n");
            boolean several = said.stream().anyMatch(parts -> parts.size() > 1);
            String prompt = several ? lines + "\n" + joined(said, " ") + "\n" + joined(said, "") : lines;
            all.replaceAll(text -> "'" + text + "'");
            assertEquals(
                    List.of("roles=" + allRoles + " texts=" + all + (said.isEmpty() ? "" : " prompt='" + prompt + "'")
                            + " prompt_length=" + lines.codePointCount(0, lines.length())),
                    bodies.rows("{\"messages\":[" + body + "]}"));
        }
    }

    private static String joined(List<List<String>> messages, String joint) {
        return messages.stream().map(parts -> String.join(joint, parts)).collect(Collectors.joining("\n"));
    }

    /** Whatever a word is split into, and whatever stands beside its parts, a text holds it whole or the request is refused. */
    @Test
    void findsAWordHoweverItIsSplit() throws Exception {
        Random random = new Random(12);
        String[] decoys = {
            "{\"type\":\"image_url\",\"image_url\":{\"url\":\"u\"}}",
            "{\"type\":\"image_url\",\"image_url\":{\"url\":\"u\"},\"text\":\"-\"}",
            "{\"type\":\"refusal\",\"refusal\":\"-\"}",
            "{\"type\":\"thing\",\"text\":\"-\"}",
            "\"-\""
        };
        Bodies bodies = Bodies.of(Protocols.OPENAI, schemaOf("prompt"));
        int found = 0;
        for (int round = 0; round < 500; round++) {
            String word = "for" + JOINTS.get(random.nextInt(JOINTS.size())) + "bidden";
            List<String> parts = new ArrayList<>();
            for (String piece : List.of("a for", "bidden", "")) {
                parts.add("{\"type\":\"text\",\"text\":" + json(piece, random) + "}");
            }
            if (random.nextBoolean()) {
                parts.add(random.nextInt(parts.size()), decoys[random.nextInt(decoys.length)]);
            }
            String body = "{\"messages\":[{\"role\":\"user\",\"content\":[" + String.join(",", parts) + "]}]}";
            try {
                String row = bodies.rows(body).get(0);
                assertTrue(row.contains(word), row);
                found++;
            } catch (MalformedRequest refused) {
                assertTrue(refused.getMessage().contains("content["), refused.getMessage());
            }
        }
        assertTrue(found > 250, found + " requests were read");
    }

    private static String json(String text, Random random) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            boolean must = unit == '"' || unit == '\\' || unit < ' ' || Character.isSurrogate(unit);
            json.append(must || random.nextInt(8) == 0 ? String.format("\\u%04x", (int) unit) : String.valueOf(unit));
        }
        return json.append('"').toString();
    }

    @Test
    void allocatesNothingOncePrimed() throws Exception {
        byte[] body = """
                {"model": "m", "tools": [{"type": "function", "function": {"name": "f"}}], "messages": [
                  {"role": "system", "content": "a\\nb"}, {"role": "user", "content": [{"type": "text", "text": "x"}, {"type": "text", "text": "y"}], "name": "z"}]}""".getBytes(StandardCharsets.UTF_8);
        byte[] answer =
                "{\"choices\":[{\"message\":{\"content\":\"a\\n\",\"refusal\":\"b\"},\"finish_reason\":\"stop\"}]}"
                        .getBytes(StandardCharsets.UTF_8);
        FeatureIndex index = FeatureIndex.of(List.of(OpenAiFeatures.SCHEMA));
        SchemaBinding binding = SchemaBinding.of(index, OpenAiFeatures.SCHEMA);
        PredictionBinding predictions = PredictionBinding.of(index);
        FeatureBatch batch = new FeatureBatch(index);
        PredictionBatch answers = new PredictionBatch(index);
        JsonTape tape = new JsonTape(64);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = 0;
        for (int i = 0; i < 2_000; i++) {
            before = i == 1_000 ? threads.getCurrentThreadAllocatedBytes() : before;
            tape.parse(body, 0, body.length);
            Protocols.OPENAI.bind(tape, binding, batch);
            assertTrue(batch.next());
            assertTrue(batch.row().kind(OpenAiFeatures.PROMPT) == FeatureRow.TEXT);
            batch.release();
            tape.parse(answer, 0, answer.length);
            Protocols.OPENAI.bindAnswer(tape, predictions, answers);
            assertTrue(answers.next());
            answers.release();
            tape.release();
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 8_000, "allocated " + allocated + " bytes for 1000 chats");
    }
}
