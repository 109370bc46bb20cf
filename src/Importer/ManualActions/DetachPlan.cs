using Importer.Gateway;
using Importer.Planning;

namespace Importer.ManualActions;

/// <summary>
/// Plans how an API leaves the importer's hands: ownership tags go from it and from what only it uses, and nothing else changes.
/// </summary>
internal static class DetachPlan
{
    private static readonly (string Suffix, string Compatibility)[] Suffixes =
    [
        ("openai/v1", "AzureOpenAIV1"),
        ("openai", "AzureOpenAI"),
        ("models", "AzureAI"),
        ("anthropic", "Anthropic"),
    ];

    /// <summary>The plan.</summary>
    /// <param name="api">The API, as found, with our ownership tag.</param>
    /// <param name="found">What the gateway holds; every API of the same source read in full.</param>
    public static Plan Of(Api api, GatewayState found)
    {
        ArgumentNullException.ThrowIfNull(api);
        ArgumentNullException.ThrowIfNull(found);
        var ownershipTag = api.OwnershipTag ?? throw new ArgumentException($"API {api.Id} carries no ownership tag.", nameof(api));
        var own = found.Resources.Values.Where(other => IsOnlyFor(api, other, found)).ToList();
        return new Plan
        {
            // The API last: a detachment that is cut off is finished by asking again.
            Steps =
            [
                .. own.OrderBy(other => other.Resource.Key.Kind)
                    .ThenBy(other => other.Resource.Key.Name, StringComparer.OrdinalIgnoreCase)
                    .Select(other => Step(other, Untagged(other.Resource), [])),
                Step(
                    found.Find(api.Key)!,
                    Untagged(api) is Api bare ? bare with { Detached = NoteOf(api, ownershipTag) } : api,
                    [.. own.Select(other => other.Resource.Key)]
                ),
            ],
            Unchanged = 0,
        };
    }

    /// <summary>How clients call an API of ours, by its ownership tag or its path; null when neither tells.</summary>
    public static string? ServedAs(Api api)
    {
        ArgumentNullException.ThrowIfNull(api);
        return api.OwnershipTag?.AdoptedAs ?? Suffixes.FirstOrDefault(known => Ends(api, known.Suffix)).Compatibility;
    }

    private static bool Ends(Api api, string suffix) => $"/{api.Path}".EndsWith($"/{suffix}", StringComparison.OrdinalIgnoreCase);

    // Without a word of how it is called there is no note; the API then holds its id and path, which says enough.
    private static DetachNote? NoteOf(Api api, OwnershipTag ownershipTag) =>
        ServedAs(api) is { } word ? new DetachNote(ownershipTag.Source, word) { Host = ownershipTag.Host } : null;

    private static bool IsOnlyFor(Api api, Observed other, GatewayState found) =>
        other is { OwnershipTag: not null, Resource: Backend or NamedValue }
        && found.OfType<ApiPolicy>().Select(policy => (ApiPolicy)policy.Resource).Where(policy => policy.Names(other.Resource.Key)).ToList()
            is { Count: > 0 } users
        && users.TrueForAll(user => string.Equals(user.Api, api.Id, StringComparison.OrdinalIgnoreCase));

    private static GatewayResource Untagged(GatewayResource resource) =>
        resource switch
        {
            Api api => api with { OwnershipTag = null },
            Backend backend => backend with { OwnershipTag = null },
            NamedValue named => named with { OwnershipTag = null },
            _ => resource,
        };

    private static PlannedStep Step(Observed found, GatewayResource bare, IReadOnlyList<ResourceKey> after) =>
        new()
        {
            Change = ChangeKind.Update,
            Resource = new OwnershipTagPatch(bare),
            ETag = found.ETag,
            Differences = [new FieldDifference("ownership tag", (bare as Api)?.Detached?.ToString(), found.OwnershipTag?.ToString())],
            After = after,
        };
}
