using Importer.Deployments;

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

    /// <summary>The API's id.</summary>
    public string ApiId => ApiNaming.ApiId(Path);

    /// <summary>What the mark names: the account, or the deployment when each has its own API.</summary>
    public ResourceId Source => Templates.IsPerDeployment(Profile.BasePath) ? Members[0].Deployment.Id : Account.Id;
}
