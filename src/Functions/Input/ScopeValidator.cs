using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Importer.Configuration;
using Importer.Resources;

namespace Functions.Input;

/// <summary>
/// What a request may name: a subscription, a resource group, an account or a deployment, inside <c>Discovery.Scopes</c>.
/// </summary>
internal sealed partial class ScopeValidator(ImporterSettings settings)
{
    private const string AccountType = "Microsoft.CognitiveServices/accounts";
    private const string DeploymentType = "Microsoft.CognitiveServices/accounts/deployments";

    /// <summary>Reads a scope; false with a sentence that says what is wrong and how to put it right.</summary>
    public bool TryRead(string? text, [NotNullWhen(true)] out ResourceId? scope, [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        if (!TryParse(text, out scope))
        {
            fault =
                "is no Azure resource id: give /subscriptions/<guid>, and where wanted /resourceGroups/<name>, "
                + "/providers/Microsoft.CognitiveServices/accounts/<name>, /deployments/<name>";
        }
        else if (!IsKnownKind(scope))
        {
            fault = $"is a {scope.Type}: only a subscription, a resource group, a {AccountType} or a {DeploymentType} can be looked at";
        }
        else if (!Contains(scope))
        {
            fault = $"is outside Discovery.Scopes ({string.Join(", ", settings.Scopes)}): name something inside, or add it to the settings";
        }

        return fault is null;
    }

    /// <summary>Reads an id whose every name is one that Azure gives: no dots for a parent folder, no query, no escapes.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ResourceId? id) =>
        ResourceId.TryParse(text, out id) && id.Value[1..].Split('/').All(name => SegmentPattern().IsMatch(name));

    /// <summary>Everything that is looked at.</summary>
    public IReadOnlyList<ResourceId> All => settings.Scopes;

    /// <summary>The API Management service.</summary>
    public ResourceId Service => settings.ServiceId;

    /// <summary>True for the full id of an API of the service.</summary>
    public bool IsApi(string text) =>
        ResourceId.TryParse(text, out var id) && id.IsOfType("Microsoft.ApiManagement/service/apis") && id.Parent() == settings.ServiceId;

    /// <summary>True for an account or a deployment of Microsoft.CognitiveServices.</summary>
    public static bool IsAccountOrDeployment(ResourceId id) => id.IsOfType(AccountType) || id.IsOfType(DeploymentType);

    /// <summary>True for a deployment.</summary>
    public static bool IsDeployment(ResourceId id) => id.IsOfType(DeploymentType);

    /// <summary>The account of an account or a deployment.</summary>
    public static ResourceId AccountOf(ResourceId id) => id.IsOfType(DeploymentType) ? id.Parent() : id;

    /// <summary>True when <paramref name="id"/> is inside what is looked at.</summary>
    public bool Contains(ResourceId id) => settings.Scopes.Any(scope => scope.Covers(id));

    /// <summary>The part of <paramref name="id"/> that is looked at: itself, the configured scopes inside it, or nothing.</summary>
    public IReadOnlyList<ResourceId> Within(ResourceId id) => Contains(id) ? [id] : [.. settings.Scopes.Where(id.Covers)];

    private static bool IsKnownKind(ResourceId id) => id.Type is null || IsAccountOrDeployment(id);

    // Resource groups have the widest rule: letters and digits of any script, and _ - . ( ), not ending in a dot.
    // https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
    [GeneratedRegex(@"\A(?!\.)[\p{L}\p{Nd}_\-.():]{1,260}(?<!\.)\z")]
    private static partial Regex SegmentPattern();
}
