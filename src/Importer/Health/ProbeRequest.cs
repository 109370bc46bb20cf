using Importer.Deployments;

namespace Importer.Health;

/// <summary>One small test call.</summary>
/// <param name="Capability">What it tries.</param>
/// <param name="Route">The URL below the API's path, with its query.</param>
/// <param name="Content">Makes the body, anew for each try.</param>
public sealed record ProbeRequest(Capability Capability, string Route, Func<HttpContent> Content);
