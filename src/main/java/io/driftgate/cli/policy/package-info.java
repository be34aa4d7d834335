/**
 * The command {@code policy}: what people do with policies outside of a running gateway. {@code test} and {@code explain} run requests
 * through the parser, the protocol adapters and the compiled rules that the gateway runs ({@link io.driftgate.cli.policy.PolicyTrial});
 * the {@code from-} commands write a {@link io.driftgate.cli.policy.PolicyDraft}, a first policy for a person to edit, and compile it
 * before they print it, so that what they write loads. Runs on the main thread; reads files and writes those that it is asked for.
 *
 * <p>A {@code tests.yaml} stands beside its {@code policy.yaml} and is read strictly, with all problems at once:
 *
 * <pre>
 * schema: {age: int, income: float}      # or the name of a file; names of files are relative to this one
 * protocol: kserve-v1                    # default of all tests
 * prediction: {value: risk}              # as in driftgate.yaml; may be left out
 * today: 2026-11-01                      # default of all tests; else --today, else today
 * tests:
 *   - name: a minor is refused           # unique
 *     request: {instances: [{age: 17}]}  # YAML that becomes JSON; or requestFile: x.json
 *     protocol: json   path: /score   model: m   version: v2   headers: {x-tier: gold}   today: 2027-01-01
 *     response: {predictions: [0.9]}     # for rules of the response phase; or responseFile:
 *     expect:
 *       decision: deny                   # allow | deny | replace
 *       rules: [age-range]               # exactly the violated rules that deny or replace
 *       shadow: []                       # exactly the violated shadow rules
 *       errors: []                       # exactly the rules that could not be evaluated
 *       row: 0                           # first row that violates the deciding rule
 *       phase: request                   # of the deciding rule
 *       body: {predictions: [0]}         # of decision: replace
 * </pre>
 *
 * What {@code expect} leaves out is not compared. A rule is covered when one test has seen it violated and one has seen it hold.
 */
package io.driftgate.cli.policy;
