using Importer.Deployments;
using Importer.Gateway;

namespace Importer.Design;

/// <summary>One API with all that belongs to it.</summary>
/// <param name="Resources">The resources.</param>
/// <param name="Callable">What its operations can make a model do.</param>
/// <param name="VersionFor">The <c>api-version</c> that calls of a deployment name; empty where they need none.</param>
internal sealed record ApiDesign(IReadOnlyList<GatewayResource> Resources, IReadOnlySet<Capability> Callable, Func<ModelDeployment, string> VersionFor);
