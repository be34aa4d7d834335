# The benchmark's workload, the same on every awk: its own generator (Lehmer, 16807 mod 2^31-1; exact in doubles).
#   awk -v what=csv  -v rows=20000 -v seed=1 -f workload.awk    training data, with a header
#   awk -v what=json -v rows=64    -v seed=2 -f workload.awk    Open Inference bodies from the same population, one a line
# 16 normal floats, two counts, two categories: twenty features, a body of about 1 KB.
function uniform() {
  state = (state * 16807) % 2147483647
  return state / 2147483647
}
function normal() {
  return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform())
}
function value(i) {
  if (i < 16) return sprintf("%.2f", 50 + 10 * normal())
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
BEGIN {
  state = seed * 7919 + 1
  for (i = 0; i < 10; i++) uniform()
  if (what == "csv") {
    line = name(0)
    for (i = 1; i < 20; i++) line = line "," name(i)
    print line
  }
  for (row = 0; row < rows; row++) {
    line = ""
    for (i = 0; i < 20; i++) {
      v = value(i)
      line = line (i ? "," : "") (what == "csv" ? v : column(i, v))
    }
    print what == "csv" ? line : "{\"inputs\":[" line "]}"
  }
}
