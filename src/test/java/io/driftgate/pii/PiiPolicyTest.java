package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.pii.pattern.PiiEntity;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PiiPolicyTest {
    private static String problems(String yaml) {
        Problems problems = new Problems();
        YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "f.yaml", problems)
                .ifPresent(node -> PiiPolicy.read(node, problems, "pii"));
        return problems.render();
    }

    @Test
    void readsActionsAndTheirSettings() {
        PiiPolicy policy = PiiFixtures.policy("""
                EMAIL_ADDRESS: BLOCK
                CREDIT_CARD: {action: MASK, keepLast: 4}
                PII_FEATURE_NAME: {action: SHADOW, also: [address_age_months], except: [ip_address]}
                """);
        assertEquals(Optional.of(PiiAction.BLOCK), policy.action(PiiEntity.EMAIL_ADDRESS));
        assertEquals(Optional.of(PiiAction.MASK), policy.action(PiiEntity.CREDIT_CARD));
        assertEquals(Optional.empty(), policy.action(PiiEntity.US_SSN));
        assertEquals(4, policy.treatment(PiiEntity.CREDIT_CARD).keepLast());
        assertTrue(policy.isPersonal("address_age_months"));
        assertTrue(policy.isPersonal("work_email"));
        assertFalse(policy.isPersonal("ip_address"));
        assertFalse(policy.isOff());
    }

    @Test
    void offAndEmptyLookForNothing() {
        assertTrue(PiiPolicy.off().isOff());
        assertTrue(PiiFixtures.policy("{}").isOff());
        assertFalse(PiiPolicy.off().isPersonal("email"));
    }

    @Test
    void givesEntitiesOfItsOwnTheActionOfPacks() {
        String custom = "custom: {EMPLOYEE_ID: {pattern: 'E-\\d{6}', checksum: luhn, context: [employee]}}\n";
        PiiEntity entity = PiiEntity.of("EMPLOYEE_ID");

        assertEquals(Optional.of(PiiAction.BLOCK), PiiFixtures.policy(custom).action(entity));
        assertEquals(
                Optional.of(PiiAction.SHADOW),
                PiiFixtures.policy(custom + "action: SHADOW").action(entity));
        assertTrue(problems(custom + "action: HASH").contains("action: HASH needs a key"));
    }

    @Test
    void warnsOfSettingsForNothing() {
        assertEquals("""
                f.yaml:1:1: warning: pii names no entity, so nothing is looked for
                  headers: [x-user]
                  ^
                  hint: such as use: [default], or an entity
                """, problems("headers: [x-user]\nresponses: true"));
        assertEquals("", problems("EMAIL_ADDRESS: OFF"));
    }

    @Test
    void hintsAtEntitiesOfAnswers() {
        assertEquals("""
                f.yaml:2:13: error: unknown PII entity 'EMAIL_ADRESS' in pii.responses
                  responses: {EMAIL_ADRESS: SHADOW}
                              ^
                  hint: did you mean 'EMAIL_ADDRESS'?
                """, problems("EMAIL_ADDRESS: BLOCK\nresponses: {EMAIL_ADRESS: SHADOW}"));
        assertTrue(
                problems("EMAIL_ADDRESS: BLOCK\nresponses: [EMAIL_ADDRESS]").contains("must be a mapping, not a list"));
    }

    @Test
    void reportsEveryMistakeWithItsPlace() {
        assertEquals("""
                f.yaml:1:1: error: unknown PII entity 'EMAIL_ADRESS' in pii
                  EMAIL_ADRESS: BLOCK
                  ^
                  hint: did you mean 'EMAIL_ADDRESS'?
                f.yaml:2:9: error: pii.US_SSN must be BLOCK, MASK, HASH, SHADOW or OFF
                  US_SSN: block
                          ^
                  hint: in capitals: BLOCK
                f.yaml:3:14: error: pii.CREDIT_CARD.action is missing
                  CREDIT_CARD: {keepLast: 4}
                               ^
                  hint: BLOCK, MASK, HASH, SHADOW or OFF
                f.yaml:4:40: error: pii.IBAN_CODE.keepLast needs action: MASK
                  IBAN_CODE: {action: BLOCK, keepLast:   4}
                                                         ^
                  hint: nothing else leaves a value in part
                f.yaml:5:40: error: pii.PHONE_NUMBER.keepLast must be a whole number from 0 to 4
                  PHONE_NUMBER: {action: MASK, keepLast: 9, also: [x]}
                                                         ^
                f.yaml:5:43: error: unknown field 'pii.PHONE_NUMBER.also'
                  PHONE_NUMBER: {action: MASK, keepLast: 9, also: [x]}
                                                            ^
                  hint: known here: action, minScore, keepLast, with
                f.yaml:6:19: error: pii.PII_FEATURE_NAME can't be MASK
                  PII_FEATURE_NAME: MASK
                                    ^
                  hint: without its name a feature means nothing: BLOCK or SHADOW it
                """, problems("""
                        EMAIL_ADRESS: BLOCK
                        US_SSN: block
                        CREDIT_CARD: {keepLast: 4}
                        IBAN_CODE: {action: BLOCK, keepLast:   4}
                        PHONE_NUMBER: {action: MASK, keepLast: 9, also: [x]}
                        PII_FEATURE_NAME: MASK
                        """));
        assertTrue(problems("[]").contains("pii must be a mapping"));
        assertTrue(problems("PII_FEATURE_NAME: {action: BLOCK, also: [a], except: [a]}")
                .contains("both"));
    }
}
