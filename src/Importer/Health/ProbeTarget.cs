using Importer.Deployments;

namespace Importer.Health;

/// <summary>A deployment to be called through an API.</summary>
public sealed record ProbeTarget
{
    /// <summary>The deployment.</summary>
    public required ModelDeployment Deployment { get; init; }

    /// <summary>The API's id.</summary>
    public required string Api { get; init; }

    /// <summary>The API's path, to which the compatibility's routes are relative.</summary>
    public required string Path { get; init; }

    /// <summary>How the deployment is called.</summary>
    public required Compatibility Compatibility { get; init; }

    /// <summary>The <c>api-version</c> to name; empty for none.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>What the API's operations can make a model do; null when that is not known.</summary>
    public IReadOnlySet<Capability>? Callable { get; init; }

    /// <summary>The header that carries the subscription key.</summary>
    public required string KeyHeader { get; init; }

    /// <summary>True while a new role, deployment or API may still be on its way: what is refused then is pending and not broken.</summary>
    public bool IsFresh { get; init; }

    /// <summary>The most tokens that a call of it is known to have used; 0 before the first.</summary>
    public int MostTokens { get; init; }

    /// <summary>What is known around it.</summary>
    public ProbeFacts Facts { get; init; } = new();
}
