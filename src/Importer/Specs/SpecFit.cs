using System.Text.RegularExpressions;
using Importer.Deployments;

namespace Importer.Specs;

/// <summary>
/// Compares what a given document describes with how the API made from it is called. The path of an API and the address
/// of its backend both carry the suffix of the compatibility (<c>/openai</c>, <c>/models</c>, …), so the paths of its
/// operations must begin behind that.
/// </summary>
internal static partial class SpecFit
{
    // The longer one before the one that it begins with.
    private static readonly (string Prefix, Compatibility Compatibility)[] Suffixes =
    [
        ("/openai/v1", Compatibility.AzureOpenAIV1),
        ("/openai", Compatibility.AzureOpenAI),
        ("/models", Compatibility.AzureAI),
        ("/anthropic", Compatibility.Anthropic),
    ];

    /// <summary>What the document's operations can make a model do when it is used by a compatibility.</summary>
    public static IReadOnlySet<Capability> Callable(IReadOnlyList<SpecOperation> operations, Compatibility compatibility)
    {
        ArgumentNullException.ThrowIfNull(operations);
        var offered = ModelFamilies.Offered(compatibility);
        var fitting = Calls(operations)
            .Where(call => call.Prefix.Length == 0 && Fits(call.Call, compatibility) && offered.Contains(call.Capability))
            .Select(call => call.Capability);
        return new HashSet<Capability>(operations.Any(IsWildcard) ? offered : fitting);
    }

    /// <summary>Why the document cannot be used by a compatibility, with the fix; null when it can.</summary>
    /// <param name="document">The document.</param>
    /// <param name="serverPath">The path of its first https server, such as <c>/openai</c>; empty when it has none.</param>
    /// <param name="compatibility">How the API made from it is called.</param>
    public static string? Problem(SpecDocument document, string serverPath, Compatibility compatibility)
    {
        ArgumentNullException.ThrowIfNull(document);
        var calls = Calls(document.Operations).ToList();
        return Doubled(calls, compatibility) ?? Misplaced(serverPath, compatibility) ?? Shapeless(document, calls, compatibility);
    }

    private static string? Doubled(List<ModelCall> calls, Compatibility compatibility)
    {
        if (calls.Find(call => call.Prefix.Length > 0) is not { } doubled)
        {
            return null;
        }

        var own = SuffixOf(compatibility);
        var belongs = Suffixes
            .Where(known =>
                string.Equals(known.Prefix, doubled.Prefix, StringComparison.OrdinalIgnoreCase) && known.Compatibility != compatibility
            )
            .Select(known => $" and set Compatibility to {known.Compatibility}")
            .FirstOrDefault("");
        var http =
            compatibility == Compatibility.AzureOpenAI || doubled.Prefix.Equals("/openai", StringComparison.OrdinalIgnoreCase)
                ? "; or set Source to Http, whose operations are /openai/deployments/{deployment}/…"
                : "";
        return $"its paths carry {doubled.Prefix} themselves ({doubled.Operation.Method} {doubled.Operation.UrlTemplate}), and the API's path and its backend "
            + $"end in {own} already, so calls would go to {own}{doubled.Operation.UrlTemplate}: take {doubled.Prefix} off the paths in the document{belongs}{http}";
    }

    private static string? Misplaced(string serverPath, Compatibility compatibility)
    {
        var said = Suffixes.FirstOrDefault(known => serverPath.TrimEnd('/').EndsWith(known.Prefix, StringComparison.OrdinalIgnoreCase));
        return said.Prefix is null || said.Compatibility == compatibility
            ? null
            : $"its server ends in {said.Prefix}, which is {said.Compatibility}, and it is used as {compatibility}, which ends in {SuffixOf(compatibility)}: "
                + $"set Compatibility to {said.Compatibility}, or give a document of {compatibility}";
    }

    private static string? Shapeless(SpecDocument document, List<ModelCall> calls, Compatibility compatibility)
    {
        if (Callable(document.Operations, compatibility).Count > 0)
        {
            return null;
        }

        var wanted = $"calls by {compatibility} go to POST {Example(compatibility)}";
        var other = calls
            .SelectMany(call =>
                Enum.GetValues<Compatibility>()
                    .Where(known => Fits(call.Call, known) && ModelFamilies.Offered(known).Contains(call.Capability))
                    .Select(known => (call, known))
            )
            .ToList();
        return other is [var (call, known), ..]
            ? $"its operations ({call.Operation.Method} {call.Operation.UrlTemplate}) are those of {string.Join(" or ", other.Where(one => one.call == call).Select(one => one.known).Distinct())}, and it is used as {compatibility}: {wanted}. Set Compatibility to {known}, or give a document of {compatibility}"
            : $"none of its operations calls a model: {wanted}. Give a document that has such operations, or set Source to Catalogue";
    }

    private static IEnumerable<ModelCall> Calls(IEnumerable<SpecOperation> operations) =>
        from operation in operations
        where operation.Method == "POST"
        let match = CallPath().Match(operation.UrlTemplate)
        where match.Success
        let capability = OperationCapability.OfPath(match.Groups["call"].Value)
        where capability is not null
        select new ModelCall(operation, match.Groups["prefix"].Value, match.Groups["call"].Value, capability.Value);

    private static bool Fits(string call, Compatibility compatibility) =>
        compatibility switch
        {
            Compatibility.AzureOpenAI => call.StartsWith("/deployments/", StringComparison.Ordinal) || call == "/responses",
            Compatibility.Anthropic => call == "/v1/messages",
            _ => !call.StartsWith("/deployments/", StringComparison.Ordinal) && call != "/v1/messages",
        };

    private static string Example(Compatibility compatibility) =>
        compatibility switch
        {
            Compatibility.AzureOpenAI => "/deployments/{deployment-id}/chat/completions",
            Compatibility.Anthropic => "/v1/messages",
            _ => "/chat/completions",
        };

    private static string SuffixOf(Compatibility compatibility) => Suffixes.First(known => known.Compatibility == compatibility).Prefix;

    // Every call of the API goes through it:
    // https://learn.microsoft.com/azure/api-management/add-api-manually#add-and-test-a-wildcard-operation
    private static bool IsWildcard(SpecOperation operation) => operation is { Method: "POST", UrlTemplate: "/*" };

    [GeneratedRegex(
        @"^(?<prefix>(?:/[^/{}]+)*?)(?<call>/deployments/[^/]+/(?:chat/completions|completions|embeddings|images/generations|audio/(?:transcriptions|translations|speech))|/(?:chat/completions|completions|embeddings|images/(?:embeddings|generations)|audio/(?:transcriptions|translations|speech)|responses)|/v1/messages)$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex CallPath();

    private sealed record ModelCall(SpecOperation Operation, string Prefix, string Call, Capability Capability);
}
