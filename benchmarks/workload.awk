# The benchmark's workload, the same on every awk: its own generator (Lehmer, 16807 mod 2^31-1; exact in doubles).
#   awk -v what=csv  -v rows=20000 -v seed=1 -f workload.awk    training data, with a header
#   awk -v what=json -v rows=64    -v seed=2 -f workload.awk    Open Inference bodies from the same population, one a line
#   awk -v what=frame -v rows=64   -v seed=2 -f workload.awk    MLflow's dataframe_split, 140 rows from the same population in each
#   awk -v what=chat -v rows=8     -v seed=2 -f workload.awk    chats of 2,250 messages of prose
# 16 normal floats, two counts, two categories: twenty features. About 1 KB, 16 KB and 256 KB.
# With shift=8 the floats lie that much higher, which is drift.
function uniform() {
  state = (state * 16807) % 2147483647
  return state / 2147483647
}
function normal() {
  return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform())
}
function value(i) {
  if (i < 16) return sprintf("%.2f", 50 + shift + 10 * normal())
  if (i < 18) return int(20 * uniform())
  return uniform() < 0.7 ? "new" : "old"
}
function name(i) {
  return sprintf("f%02d", i)
}
function column(i, v) {
  if (i < 16) return "{\"name\":\"" name(i) "\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[" v "]}"
  if (i < 18) return "{\"name\":\"" name(i) "\",\"shape\":[1],\"datatype\":\"INT8\",\"data\":[" v "]}"
  return "{\"name\":\"" name(i) "\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"" v "\"]}"
}
function cell(i) {
  return i < 18 ? value(i) : "\"" value(i) "\""
}
function frame(    r, i, text) {
  text = "{\"dataframe_split\":{\"columns\":["
  for (i = 0; i < 20; i++) text = text (i ? "," : "") "\"" name(i) "\""
  text = text "],\"data\":["
  for (r = 0; r < 140; r++) {
    text = text (r ? ",[" : "[")
    for (i = 0; i < 20; i++) text = text (i ? "," : "") cell(i)
    text = text "]"
  }
  return text "]}}"
}
function chat(    m, i, text) {
  text = "{\"model\":\"bench\",\"messages\":["
  for (m = 0; m < 2250; m++) {
    text = text (m ? "," : "") "{\"role\":\"" (m % 2 ? "assistant" : "user") "\",\"content\":\""
    for (i = 0; i < 15; i++) text = text (i ? " " : "") words[int(count * uniform()) + 1]
    text = text "." (uniform() < 0.2 ? "\\n" : "") "\"}"
  }
  return text "]}"
}
BEGIN {
  state = seed * 7919 + 1
  count = split("the model of a customer writes that delivery was late and asks for an answer before Friday because their account shows two orders from last week please", words, " ")
  for (i = 0; i < 10; i++) uniform()
  if (what == "csv") {
    line = name(0)
    for (i = 1; i < 20; i++) line = line "," name(i)
    print line
  }
  for (row = 0; row < rows; row++) {
    if (what == "frame" || what == "chat") {
      print what == "frame" ? frame() : chat()
      continue
    }
    line = ""
    for (i = 0; i < 20; i++) {
      v = value(i)
      line = line (i ? "," : "") (what == "csv" ? v : column(i, v))
    }
    print what == "csv" ? line : "{\"inputs\":[" line "]}"
  }
}
