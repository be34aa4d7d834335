# Medians over the rounds, as JSON and as a Markdown table. Input lines:
#   round connections contender requests durationMicros p50 p99 p999 errors cpuTicks
# and in the file that the variable open names, of load at a fixed rate:
#   round rate contender requests durationMicros p50 p99 p999 p9999 max errors cpuTicks
# and in the file that the variable memory names, after the closed loop:
#   contender rssKiB peakKiB bytesAllocated collections longestPauseMillis
function key(count, contender, what) {
  return count SUBSEP contender SUBSEP what
}
function median(k,    n, i, j, t, a) {
  n = size[k]
  for (i = 1; i <= n; i++) a[i] = values[k, i]
  for (i = 2; i <= n; i++)
    for (j = i; j > 1 && a[j - 1] > a[j]; j--) { t = a[j]; a[j] = a[j - 1]; a[j - 1] = t }
  return n % 2 ? a[(n + 1) / 2] : (a[n / 2] + a[n / 2 + 1]) / 2
}
function add(count, contender, what, value,    k) {
  k = key(count, contender, what)
  values[k, ++size[k]] = value
}
FILENAME == memory {
  rss[$1] = $2 / 1024; peak[$1] = $3 / 1024; collections[$1] = $5; longest[$1] = $6
  perRequest[$1] = $5 > 2 ? sprintf("%.0f", $4 * $5 / ($5 - 1) / answered[$1]) : "null"
  next
}
FILENAME == open {
  at = "rate " $2
  add(at, $3, "open50", $6)
  add(at, $3, "open99", $7)
  add(at, $3, "open999", $8)
  add(at, $3, "open9999", $9)
  add(at, $3, "openMax", $10)
  add(at, $3, "openCpu", $12 / ticks * 1e6 / $4)
  next
}
{
  answered[$3] += $4
  add($2, $3, "perSecond", $4 / $5 * 1e6)
  add($2, $3, "p50", $6)
  add($2, $3, "p99", $7)
  add($2, $3, "p999", $8)
  add($2, $3, "cpuMicros", $10 / ticks * 1e6 / $4)
  add($2, $3, "busy", $10 / ticks / ($5 / 1e6))
  if ($3 == "direct") { direct50[$1, $2] = $6; direct99[$1, $2] = $7 }
  else if (($1, $2) in direct50) {
    add($2, $3, "added50", $6 - direct50[$1, $2])
    add($2, $3, "added99", $7 - direct99[$1, $2])
  }
}
function figure(count, name, what,    k) {
  k = key(count, name, what)
  return size[k] ? sprintf("%.1f", median(k)) : "null"
}
function cell(text) {
  return text == "null" ? "-" : text
}
function share(count, name, what,    a, b) {
  a = key(count, name, what)
  b = key(count, "haproxy", what)
  return size[a] && size[b] ? sprintf("%.2f", median(a) / median(b)) : "null"
}
END {
  n = split(contenders, names, " ")
  m = split(connections, counts, " ")
  gsub(/["\\]/, "", options)
  printf "{\"at\":\"%s\",\"commit\":\"%s\",\"cpu\":\"%s\",\"java\":\"%s\",\"javaOptions\":\"%s\",\"haproxy\":\"%s\",\"body\":\"%s\",\"bodyBytes\":%d,\"seconds\":%d,\"rounds\":%d,\"medians\":[", stamp, commit, cpu, java, options, haproxy, body, bytes, seconds, rounds > json
  printf "%s UTC, commit %s. %s; Java %s %s; HAProxy %s. Body %d bytes, %d rounds of %d s, medians. One core for the contender, one for load and model server.\n\n", stamp, commit, cpu, java, options, haproxy, bytes, rounds, seconds > table
  print "| connections | contender | requests/s | CPU us/request | core busy | p50 us | p99 us | added p50 | added p99 | throughput / HAProxy | CPU / HAProxy |" > table
  print "|---|---|---|---|---|---|---|---|---|---|---|" > table
  separator = ""
  for (c = 1; c <= m; c++) for (i = 1; i <= n; i++) {
    count = counts[c]; name = names[i]
    cpuMicros = name == "direct" ? "null" : figure(count, name, "cpuMicros")
    busy = name == "direct" ? "null" : sprintf("%.2f", median(key(count, name, "busy")))
    cpuShare = name == "direct" ? "null" : share(count, name, "cpuMicros")
    perSecond = figure(count, name, "perSecond")
    p50 = figure(count, name, "p50"); p99 = figure(count, name, "p99"); p999 = figure(count, name, "p999")
    added50 = figure(count, name, "added50"); added99 = figure(count, name, "added99")
    toHaproxy = share(count, name, "perSecond")
    printf "%s\n {\"connections\":%d,\"contender\":\"%s\",\"requestsPerSecond\":%s,\"cpuMicrosPerRequest\":%s,\"coreBusy\":%s,\"p50Micros\":%s,\"p99Micros\":%s,\"p999Micros\":%s,\"addedP50Micros\":%s,\"addedP99Micros\":%s,\"throughputToHaproxy\":%s,\"cpuToHaproxy\":%s}", separator, count, name, perSecond, cpuMicros, busy, p50, p99, p999, added50, added99, toHaproxy, cpuShare > json
    separator = ","
    printf "| %d | %s | %.0f | %s | %s | %s | %s | %s | %s | %s | %s |\n", count, name, perSecond, cell(cpuMicros), cell(busy), cell(p50), cell(p99), cell(added50), cell(added99), cell(toHaproxy), cell(cpuShare) > table
  }
  printf "\n]" > json
  print "\nMemory at the end of the rounds; what was allocated and how long the program stood still during them, from its collector\047s log:\n" > table
  print "| contender | RSS MiB | peak RSS MiB | B allocated/request | collections | longest pause ms |" > table
  print "|---|---|---|---|---|---|" > table
  printf ",\"memory\":[" > json
  separator = ""
  for (i = 1; i <= n; i++) if (names[i] in rss) {
    name = names[i]; isOurs = name ~ /^driftgate/
    printf "%s\n {\"contender\":\"%s\",\"rssMiB\":%.1f,\"peakRssMiB\":%.1f,\"bytesAllocatedPerRequest\":%s,\"collections\":%s,\"longestPauseMillis\":%s}", separator, name, rss[name], peak[name], perRequest[name], isOurs ? collections[name] : "null", isOurs && collections[name] ? longest[name] : "null" > json
    separator = ","
    printf "| %s | %.0f | %.0f | %s | %s | %s |\n", name, rss[name], peak[name], cell(perRequest[name]), isOurs ? collections[name] : "-", isOurs && collections[name] ? longest[name] : "-" > table
  }
  printf "\n]" > json
  k = split(rates, each, " ")
  if (k > 0) {
    print "\nAt a fixed rate over 64 connections, latencies from when a request was due:\n" > table
    print "| requests/s | contender | p50 us | p99 us | p99.9 us | p99.99 us | max us | CPU us/request |" > table
    print "|---|---|---|---|---|---|---|---|" > table
    printf ",\"atRates\":[" > json
    separator = ""
    for (c = 1; c <= k; c++) for (i = 1; i <= n; i++) {
      at = "rate " each[c]; name = names[i]
      cpuMicros = name == "direct" ? "null" : figure(at, name, "openCpu")
      printf "%s\n {\"rate\":%d,\"contender\":\"%s\",\"p50Micros\":%s,\"p99Micros\":%s,\"p999Micros\":%s,\"p9999Micros\":%s,\"maxMicros\":%s,\"cpuMicrosPerRequest\":%s}", separator, each[c], name, figure(at, name, "open50"), figure(at, name, "open99"), figure(at, name, "open999"), figure(at, name, "open9999"), figure(at, name, "openMax"), cpuMicros > json
      separator = ","
      printf "| %d | %s | %.0f | %.0f | %.0f | %.0f | %.0f | %s |\n", each[c], name, figure(at, name, "open50"), figure(at, name, "open99"), figure(at, name, "open999"), figure(at, name, "open9999"), figure(at, name, "openMax"), cell(cpuMicros) > table
    }
    printf "\n]" > json
  }
  print "}" > json
}
