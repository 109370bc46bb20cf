using Importer.Deployments;
using Importer.Gateway;

namespace Importer.Design;

/// <summary>One API with all that belongs to it.</summary>
/// <param name="Resources">The resources.</param>
/// <param name="VersionFor">The <c>api-version</c> that calls of a deployment name; empty where they need none.</param>
internal sealed record ApiDesign(IReadOnlyList<GatewayResource> Resources, Func<ModelDeployment, string> VersionFor);
