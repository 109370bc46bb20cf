using System.Globalization;
using System.Text.Encodings.Web;
using System.Xml;
using System.Xml.Linq;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Policies;

namespace Importer.Fleets;

/// <summary>
/// Writes what runs in a fleet's APIs. The fragment says which aliases there are and what each can do; the policy finds the alias of a
/// call, asks the
/// fragment, makes the call one of a deployment, and tries again with another member. Only the fragment changes with aliases, and neither
/// with members.
/// <code>
/// answer of the member        | tried again             | left over, the caller sees
/// 400, 405, 413, 415, 422     | no                      | as it is
/// 401, 403, 410, 423          | yes                     | 503
/// 404 DeploymentNotFound      | yes                     | 503
/// 404 of another sort         | no                      | as it is
/// 408, 499                    | yes                     | as it is where members outnumber the tries, else 503
/// 409                         | with Retry-After: rest  | as it is
/// 429                         | yes                     | 429 with the shortest Retry-After
/// 500                         | once                    | 503
/// 502, 503, 504               | yes                     | 503, or 429 if a member said so
/// none                        | yes, by the rest        | 503, or 429 if a member said so
/// none in time                | chat, embeddings; once  | 504
/// </code>
/// </summary>
internal static class FleetPolicies
{
    private const string Alias = "fleet-alias";
    private const string Route = "fleet-route";
    private const string Known = "fleet-known";
    private const string Live = "fleet-live";
    private const string Can = "fleet-can";
    private const string Version = "fleet-version";
    private const string Answered = "fleet-answered";
    private const string Failed = "fleet-failed";
    private const string Rest = "fleet-rest";
    private const string Wait = "fleet-wait";
    private const string Near = "fleet-near";

    private const string NotFound =
        "context.Response.StatusCode == 404 && context.Response.Body != null && context.Response.Body.As<string>(preserveContent: true).Contains(\"DeploymentNotFound\")";

    // A value may not be empty as it stands.
    private const string Empty = "@(\"\")";

    // What a caller waits who is told nothing else, in seconds.
    private const string Pause = "10";

    /// <summary>
    /// What a member says that is not the caller's fault: it is left alone for a while. A breaker takes ten ranges. What a paused deployment
    /// answers is not published; 423 is what a caller cannot cause.
    /// </summary>
    public const string Statuses = "401,403,404,408,410,423,429,499,500,502-504";

    /// <summary>The policy of one of the fleet's APIs.</summary>
    /// <param name="fleet">The fleet.</param>
    /// <param name="compatibility">Which of its APIs.</param>
    /// <param name="parts">What holds for it as for any API: keys, identity, AI policies.</param>
    public static string Policy(FleetSettings fleet, Compatibility compatibility, ApiPolicyParts parts) =>
        new PolicyDocument
        {
            Inbound =
            [
                new BasePolicy(),
                .. DropCallerKey.Elements(parts.KeyHeader, parts.KeyQuery),
                .. Named(compatibility),
                new IncludeFragment { FragmentId = FleetIds.Fragment(fleet.Name) },
                parts.Identity!,
                .. ApiPolicyDocument.Ai(parts),
                .. parts.Fragments.Select(fragment => new IncludeFragment { FragmentId = fragment }),
                new RewriteUri { Template = $"@({Text(Route)})" },
                new SetQueryParameter { Name = "api-version", Values = [$"@({Text(Version)})"] },
                new SetVariable(Answered, Empty),
                new SetVariable(Failed, Empty),
                new SetVariable(Rest, Empty),
                new SetVariable(Wait, Empty),
            ],
            Backend = [Loop(fleet)],
            Outbound = [.. LeftOver(), .. ApiPolicyDocument.Only(parts.CachedWhen, parts.CacheStore), new BasePolicy()],
            OnError = [new BasePolicy(), .. Broken(), .. ApiPolicyDocument.Only(null, parts.WrongPaths)],
        }.ToXml();

    /// <summary>
    /// The fragment: which aliases there are, what each can do, which pools the gateway that runs it calls, and the answers to calls of all
    /// others.
    /// </summary>
    public static string Fragment(FleetSettings fleet, IReadOnlyList<FleetAlias> aliases)
    {
        var version = aliases.Select(alias => alias.Since).Append(FleetSpec.Version).Max(StringComparer.Ordinal)!;
        var names = aliases.Where(alias => alias.IsLive).Select(alias => alias.Name).ToList();
        return FragmentDocument.ToXml([
            new SetVariable(Known, List(aliases.Select(alias => alias.Name))),
            new SetVariable(Live, List(names)),
            new SetVariable(Can, List(aliases.SelectMany(alias => alias.Operations.Select(route => alias.Name + route)))),
            new SetVariable(Version, version),
            .. fleet.GatewayRegions.Count > 0 ? [Nearest(fleet)] : Array.Empty<SetVariable>(),
            new Branches([
                new Branch(
                    $"@(context.Operation.UrlTemplate == \"{FleetSpec.Models}\")",
                    Json(200, "OK", $"{{ \"object\": \"list\", \"data\": [ {string.Join(", ", names.Select(Model))} ] }}")
                ),
                new Branch(
                    $"@({Lacks(Known, Text(Alias))})",
                    Error(
                        404,
                        "Not Found",
                        "invalid_request_error",
                        "model_not_found",
                        $"The model does not exist here. These do: {string.Join(", ", names)}."
                    )
                ),
                new Branch(
                    "@(context.Operation.Method == \"GET\")",
                    Json(200, "OK", $"@(\"{Literal(Model("|"))}\".Replace(\"|\", {Text(Alias)}))")
                ),
                new Branch(
                    $"@({Lacks(Can, $"{Text(Alias)} + {Text(Route)}")})",
                    Error(
                        400,
                        "Bad Request",
                        "invalid_request_error",
                        "OperationNotSupported",
                        "The operation does not work with the model."
                    )
                ),
                new Branch($"@({Lacks(Live, Text(Alias))})", Unavailable("No deployment of the model can be called at the moment.")),
            ]),
        ]);
    }

    /// <summary>The aliases that a fragment answers for by its pools; none where there is no fragment, or it is not of this form.</summary>
    public static IReadOnlySet<string> LiveIn(string? fragment) =>
        (ValueIn(fragment, Live) ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);

    /// <summary>True when a fragment sends calls through the gateway in a region to pools of their own.</summary>
    public static bool NamesRegion(string? fragment, string region) =>
        ValueIn(fragment, Near)?.Contains($";{region};", StringComparison.Ordinal) == true;

    private static string? ValueIn(string? fragment, string variable)
    {
        try
        {
            return (fragment is null ? null : XElement.Parse(fragment))
                ?.Elements("set-variable")
                .FirstOrDefault(element => (string?)element.Attribute("name") == variable)
                ?.Attribute("value")
                ?.Value;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    // What of the pool's id is the gateway's: nothing where the settings do not name its region, or where it would be too long. The page
    // compares the region with "West US", and samples compare it with "westus" as well; a gateway of people's own has the location that they
    // gave it.
    // Source: https://learn.microsoft.com/azure/api-management/api-management-howto-deploy-multi-region
    private static SetVariable Nearest(FleetSettings fleet) =>
        new(
            Near,
            "@{ var region = (context.Deployment.Region ?? \"\").Replace(\" \", \"\").ToLower();"
                + $" return \"{List(fleet.GatewayRegions.Select(region => region.Name))}\".Contains(\";\" + region + \";\")"
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $" && ({Text(Alias)} + region).Length <= {FleetIds.RoomFor(fleet.Name)} ? \"{FleetIds.ForGateway}\" + region : \"\"; }}"
                )
        );

    // The path of an operation below its deployment is what the alias must be able to do, and where a member takes the call.
    private static IEnumerable<PolicyElement> Named(Compatibility compatibility) =>
        compatibility == Compatibility.AzureOpenAIV1
            ?
            [
                new SetVariable(
                    Alias,
                    "@(context.Request.Method == \"GET\" ? context.Request.MatchedParameters.GetValueOrDefault(\"model\", \"\").ToLower() : context.Request.Body == null ? \"\" : (context.Request.Body.As<JObject>(preserveContent: true)[\"model\"]?.ToString() ?? \"\").ToLower())"
                ),
                new SetVariable(Route, "@(context.Operation.UrlTemplate)"),
            ]
            :
            [
                new SetVariable(
                    Alias,
                    $"@(context.Request.MatchedParameters.GetValueOrDefault(context.Request.Method == \"GET\" ? \"model\" : \"{FleetSpec.Parameter}\", \"\").ToLower())"
                ),
                new SetVariable(Route, $"@(context.Operation.UrlTemplate.Replace(\"/deployments/{{{FleetSpec.Parameter}}}\", \"\"))"),
            ];

    // No answer and 409 trip no breaker, so the first pool would give the same member again: also after a try of the second that failed.
    // The backend is set anew for each try: whether a second run of forward-request alone picks another member, samples disagree about.
    // Source: https://github.com/Azure-Samples/AI-Gateway/pull/225
    private static Retry Loop(FleetSettings fleet) =>
        new()
        {
            Condition = $"@({Again})",
            Count = fleet.Failover.Tries,
            IntervalSeconds = 0,
            FirstFastRetry = true,
            Children =
            [
                new SetVariable(Failed, $"@({Text(Answered)} == \"500\" ? \"500\" : {Text(Failed)})"),
                new SetVariable(
                    Rest,
                    $"@({Text(Answered)} == \"none\" || {Text(Answered)} == \"409\" ? \"{FleetIds.Rest}\" : {Text(Rest)})"
                ),
                new SetBackendService
                {
                    BackendId = $"@(\"{FleetIds.Prefix(fleet.Name)}\" + {Text(Alias)}.Replace(\".\", \"_\") + {Ending(fleet)})",
                },
                new SetVariable(Answered, "none"),
                new ForwardRequest
                {
                    Timeout = fleet.Failover.TimeoutSeconds,
                    BufferRequestBody = true,
                    BufferResponse = false,
                },
                new SetVariable(Answered, "@(context.Response.StatusCode.ToString())"),
                new Choose
                {
                    // A date is passed on only where no member gave seconds.
                    Condition = "@(context.Response.StatusCode == 429)",
                    When =
                    [
                        new SetVariable(
                            Wait,
                            $"@{{ int seconds = 0; int shortest = 0; var told = {RetryAfter}; var known = {Text(Wait)};"
                                + " if (known == \"\") { return told; }"
                                + " if (!int.TryParse(told, out seconds)) { return known; }"
                                + " return !int.TryParse(known, out shortest) || seconds < shortest ? told : known; }"
                        ),
                    ],
                },
            ],
        };

    // After no answer all gateways call alike: those of a lower tier in one priority. A fragment that is older than the policy does not say
    // which gateway it runs in.
    private static string Ending(FleetSettings fleet) =>
        fleet.GatewayRegions.Count == 0 ? Text(Rest) : $"({Text(Rest)} == \"\" ? {Value(Near)} : {Text(Rest)})";

    private static string RetryAfter => $"context.Response.Headers.GetValueOrDefault(\"Retry-After\", \"{Pause}\")";

    private static readonly int[] TriedAgain = [401, 403, 408, 410, 423, 429, 499, 502, 503, 504];
    private static readonly int[] NotTheCallers = [401, 403, 410, 423, 500, 502, 503, 504];

    private static string Again =>
        string.Join(
            " || ",
            $"({Text(Answered)} == \"none\" && context.LastError?.Reason != \"ClientConnectionFailure\" && (context.LastError?.Reason != \"Timeout\" || ({Text(Rest)} == \"\" && ({IsShort}))))",
            $"({Text(Answered)} != \"none\" && context.Response != null && ({string.Join(" || ", TriedAgain.Select(Is))}"
                + $" || ({Is(500)} && {Text(Failed)} == \"\") || ({Is(409)} && context.Response.Headers.ContainsKey(\"Retry-After\")) || ({NotFound})))"
        );

    // A second run of what takes long or costs by the piece is paid twice. Once a try went without an answer, no further one waits as long.
    private static string IsShort =>
        $"{Text(Route)} == \"{FleetSpec.Routes[Capability.Chat]}\" || {Text(Route)} == \"{FleetSpec.Routes[Capability.Embeddings]}\"";

    private static IEnumerable<PolicyElement> LeftOver()
    {
        var ours = $"{string.Join(" || ", NotTheCallers.Select(Is))} || ({NotFound})";
        yield return new Branches([
            new Branch($"@({Text(Answered)} != \"\" && {Text(Wait)} != \"\" && ({ours}))", Throttled()),
            new Branch($"@({Text(Answered)} != \"\" && ({ours}))", Unavailable("No deployment of the model answered.")),
            new Branch($"@({Is(429)} && {Text(Wait)} != \"\")", new SetHeader { Name = "Retry-After", Values = [$"@({Text(Wait)})"] }),
        ]);
    }

    // What a limit, a key or a filter refused before a member was called is passed on as it is.
    private static IEnumerable<PolicyElement> Broken()
    {
        yield return new Branches([
            new Branch(
                "@(context.LastError.Section == \"inbound\" && context.LastError.Reason == \"ExpressionValueEvaluationFailure\")",
                Error(400, "Bad Request", "invalid_request_error", "invalid_request", "The body is no JSON object that names a model.")
            ),
            new Branch($"@({IsOfBackend} && {Value(Wait)} != \"\")", Throttled()),
            new Branch(
                $"@({IsOfBackend} && context.LastError.Reason == \"Timeout\")",
                Error(504, "Gateway Timeout", "server_error", "timeout", "The deployment did not answer in time.")
            ),
            new Branch(
                $"@({IsOfBackend} && context.LastError.Reason != \"ClientConnectionFailure\")",
                Unavailable("No deployment of the model answered.")
            ),
        ]);
    }

    // Calls that no operation takes fail before any policy, and gateways tell this section of them; seen in the log of one:
    // { "source": "configuration", "reason": "OperationNotFound", …, "section": "backend" }. What they tell of refused keys is not known.
    private static string IsOfBackend =>
        "(context.LastError.Section == \"backend\" && context.LastError.Source != \"configuration\" && context.LastError.Source != \"authorization\")";

    private static string Is(int status) => string.Create(CultureInfo.InvariantCulture, $"context.Response.StatusCode == {status}");

    private static string Text(string variable) => $"((string)context.Variables[\"{variable}\"])";

    // On an error the variable may not be there yet.
    private static string Value(string variable) => $"context.Variables.GetValueOrDefault(\"{variable}\", \"\").ToString()";

    private static string List(IEnumerable<string> words) => $";{string.Concat(words.Select(word => $"{word};"))}";

    // A word with a semicolon in it could fit where two words meet.
    private static string Lacks(string list, string word) => $"({word}).Contains(\";\") || !{Text(list)}.Contains(\";\" + {word} + \";\")";

    private static string Model(string alias) =>
        $"{{ \"id\": \"{alias}\", \"object\": \"model\", \"created\": 0, \"owned_by\": \"system\" }}";

    private static string Literal(string text) => text.Replace("\"", "\\\"", StringComparison.Ordinal);

    private static ReturnResponse Unavailable(string message) =>
        Error(503, "Service Unavailable", "server_error", "service_unavailable", message, Pause);

    private static ReturnResponse Throttled() =>
        Error(
            429,
            "Too Many Requests",
            "rate_limit_error",
            "rate_limit_exceeded",
            "Every deployment of the model is at its limit.",
            $"@({Value(Wait)})"
        );

    // The form of OpenAI's errors. Braces stand apart: two of them would begin a named value.
    // Source: https://platform.openai.com/docs/guides/error-codes
    private static ReturnResponse Error(int status, string reason, string type, string code, string message, string? retryAfter = null) =>
        Json(
            status,
            reason,
            $"{{ \"error\": {{ \"message\": \"{JavaScriptEncoder.Default.Encode(message)}\", \"type\": \"{type}\", \"param\": null, \"code\": \"{code}\" }} }}",
            retryAfter
        );

    private static ReturnResponse Json(int status, string reason, string body, string? retryAfter = null) =>
        new()
        {
            Status = status,
            Reason = reason,
            Headers =
            [
                new SetHeader { Name = "Content-Type", Values = ["application/json"] },
                .. retryAfter is null
                    ? []
                    : new[]
                    {
                        new SetHeader { Name = "Retry-After", Values = [retryAfter] },
                    },
            ],
            Body = body,
        };
}
