using Importer.Deployments;
using Importer.Gateway;

namespace Importer.Design;

/// <summary>The deployments that share one API.</summary>
internal sealed record ApiGroup
{
    /// <summary>The account behind the API.</summary>
    public required FoundryAccount Account { get; init; }

    /// <summary>How clients call it.</summary>
    public required Compatibility Compatibility { get; init; }

    /// <summary>Its path.</summary>
    public required string Path { get; init; }

    /// <summary>Its deployments, by name.</summary>
    public required IReadOnlyList<Member> Members { get; init; }

    /// <summary>The settings that hold for the API as a whole.</summary>
    public required ApiProfile Profile { get; init; }

    /// <summary>Which rule gave which of them, by field.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>What the deployments, taken together, can do.</summary>
    public required IReadOnlyList<Capability> Capabilities { get; init; }

    /// <summary>The adopted API whose place the group has; null when the importer chooses the place.</summary>
    public Api? Seat => Members[0].Seat;

    /// <summary>The API's id.</summary>
    public string ApiId => Seat?.Id ?? ApiNaming.ApiId(Path);

    /// <summary>The id of its backend.</summary>
    public string BackendId => Seat is null ? ApiNaming.BackendId(ApiId) : ApiNaming.AdoptedBackendId(ApiId);

    /// <summary>The id of its secret named value.</summary>
    public string KeyId => Seat is null ? ApiNaming.KeyId(ApiId) : ApiNaming.AdoptedKeyId(ApiId);

    /// <summary>The header of the subscription key: what the callers of an adopted API send, else what the client libraries of the compatibility send.</summary>
    public string KeyHeader => Seat?.KeyHeader ?? (Compatibility == Compatibility.Anthropic ? "x-api-key" : "api-key");

    /// <summary>The query parameter of the subscription key.</summary>
    public string KeyQuery => Seat?.KeyQuery ?? "subscription-key";

    /// <summary>True when every caller has a subscription: it is required, and people have not kept that for themselves (<c>Drift.Ignore</c>).</summary>
    public bool IsSubscriptionSure => Profile.SubscriptionRequired && !Profile.DriftIgnore.Contains(IgnorableField.SubscriptionRequired);

    /// <summary>The header in which callers send the key: people's where they keep that for themselves and the API is there.</summary>
    public string HeaderOfCallers(IReadOnlyList<Api> apis) => Profile.DriftIgnore.Contains(IgnorableField.SubscriptionKeyParameterNames)
        ? apis.FirstOrDefault(api => api.IsCurrent && string.Equals(api.Id, ApiId, StringComparison.OrdinalIgnoreCase))?.KeyHeader ?? KeyHeader
        : KeyHeader;

    /// <summary>What the mark names: the account, or the deployment when each has its own API.</summary>
    public ResourceId Source => Templates.IsPerDeployment(Profile.BasePath) ? Members[0].Deployment.Id : Account.Id;
}
