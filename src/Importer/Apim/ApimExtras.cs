using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Importer.Arm;
using Importer.Gateway;

namespace Importer.Apim;

/// <summary>
/// Reads what hangs on an API and matters only when it goes: policies of operations, fragments, subscriptions of its own.
/// </summary>
internal sealed partial class ApimExtras(ArmClient arm, ApimPaths paths, ApimReader reader)
{
    private const int AtOnce = 8;

    /// <summary>The subscriptions whose scope is one of these APIs.</summary>
    /// <remarks>Source: https://learn.microsoft.com/rest/api/apimanagement/subscription/list</remarks>
    public async Task<ILookup<string, string>> SubscriptionsAsync(IReadOnlyList<string> apis, CancellationToken cancellationToken)
    {
        var scopes = apis.ToDictionary(paths.Api, api => api, StringComparer.OrdinalIgnoreCase);
        var all = await arm.ListAsync(paths.Subscriptions, ApimPaths.ApiVersion, cancellationToken);
        return all.Select(one => (Scope: Full(ApimJson.ScopeOf(one)), Name: ApimJson.Name(one)))
            .Where(one => one.Scope is not null && scopes.ContainsKey(one.Scope))
            .OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase)
            .ToLookup(one => scopes[one.Scope!], one => one.Name, StringComparer.OrdinalIgnoreCase);
    }

    private string? Full(string? scope) => scope is ['/', 'a', ..] ? paths.Service + scope : scope;

    // No list has the policies of operations: one call each. Source:
    // https://learn.microsoft.com/rest/api/apimanagement/api-operation-policy
    public async Task<ApiExtras> ReadAsync(Api api, string? policy, CancellationToken cancellationToken)
    {
        var operations = await OperationPoliciesAsync(api, cancellationToken);
        var included = operations
            .Values.Append(policy ?? "")
            .SelectMany(xml => Included().Matches(xml))
            .Select(match => match.Groups["id"].Value)
            .Distinct(StringComparer.OrdinalIgnoreCase);
        var fragments = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var id in included)
        {
            var answer = await arm.GetAsync($"{paths.Fragment(id)}?format=xml", ApimPaths.ApiVersion, cancellationToken);
            if (answer.Found)
            {
                fragments[id] = ApimJson.Policy(api.Id, answer.Body).Xml;
            }
        }

        return new ApiExtras { OperationPolicies = operations, Fragments = fragments };
    }

    private async Task<IReadOnlyDictionary<string, string>> OperationPoliciesAsync(Api api, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        await Parallel.ForEachAsync(
            api.Definition?.Operations ?? [],
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (operation, token) =>
            {
                if (
                    await reader.FindAsync(new ResourceKey(ResourceKind.OperationPolicy, $"{operation.Name}/{api.Id}"), token) is
                    { Resource: OperationPolicy policy }
                )
                {
                    found[operation.Name] = policy.Xml;
                }
            }
        );
        return new SortedDictionary<string, string>(found, StringComparer.OrdinalIgnoreCase);
    }

    [GeneratedRegex(
        "<include-fragment\\s[^>]*fragment-id\\s*=\\s*\"(?<id>[^\"]+)\"",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Included();
}
