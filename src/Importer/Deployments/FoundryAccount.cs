using Importer.Resources;

namespace Importer.Deployments;

/// <summary>A Microsoft.CognitiveServices account that can hold model deployments.</summary>
public sealed record FoundryAccount
{
    /// <summary>The Resource Manager type of an account.</summary>
    public const string ResourceType = "Microsoft.CognitiveServices/accounts";

    /// <summary>The account's id, spelled as Resource Manager spells it.</summary>
    public required ResourceId Id { get; init; }

    /// <summary>
    /// <c>OpenAI</c>, <c>AIServices</c> (Foundry), <c>CognitiveServices</c> (legacy multi-service) or a kind we do not import.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>Azure region, such as <c>swedencentral</c>.</summary>
    public required string Region { get; init; }

    /// <summary><c>Succeeded</c> when the account is usable; else what Resource Manager says.</summary>
    public required string ProvisioningState { get; init; }

    /// <summary>The account's main endpoint as Resource Manager reports it; null when it reports none yet.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Named endpoints as Resource Manager reports them, such as <c>OpenAI Language Model Instance API</c>.</summary>
    public IReadOnlyDictionary<string, Uri> Endpoints { get; init; } = new Dictionary<string, Uri>();

    /// <summary>The custom subdomain; without one the account takes no Entra tokens.</summary>
    /// <remarks>Source: https://learn.microsoft.com/azure/ai-services/authentication#authenticate-with-microsoft-entra-id</remarks>
    public string? CustomSubdomain { get; init; }

    /// <summary>
    /// The custom subdomain where it is a plain host name, lower case: what the account keeps when it is moved to another
    /// resource group or subscription. Null when it has none.
    /// </summary>
    public string? Host =>
        CustomSubdomain is { Length: > 0 and <= 64 } name && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
            ? name.ToLowerInvariant()
            : null;

    /// <summary>True when the account refuses API keys.</summary>
    public bool LocalAuthDisabled { get; init; }

    /// <summary>Tags, names compared without regard to case.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = NoTags;

    /// <summary>The account's name.</summary>
    public string Name => Id.Name;

    /// <summary>True when the account can serve calls.</summary>
    public bool IsReady => string.Equals(ProvisioningState, "Succeeded", StringComparison.OrdinalIgnoreCase);

    internal static IReadOnlyDictionary<string, string> NoTags { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The id of the account that <paramref name="place"/> (a deployment, a project) lies in; what lies in none, and an account itself,
    /// stays as it is.
    /// </summary>
    public static ResourceId IdOf(ResourceId place)
    {
        while (place.Type is { } type && type.StartsWith(ResourceType + "/", StringComparison.OrdinalIgnoreCase))
        {
            place = place.Parent();
        }

        return place;
    }
}

/// <summary>Regions are spelled in two ways: <c>Sweden Central</c> for people, <c>swedencentral</c> in paths.</summary>
internal static class RegionName
{
    /// <summary>The name as paths have it.</summary>
    public static string Of(string region)
    {
        ArgumentNullException.ThrowIfNull(region);
        return region.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
    }
}
