using Importer.Deployments;

namespace Importer.Design;

/// <summary>A deployment that is in, under one compatibility.</summary>
internal sealed record Member(FoundryAccount Account, ModelDeployment Deployment, ResolvedProfile Resolved, Compatibility Compatibility, string Reason)
{
    /// <summary>The path it is called under.</summary>
    public string Path => ApiNaming.Path(
        Templates.Fill(Resolved.Profile.BasePath, Account, Deployment, Compatibility), Compatibility, Resolved.Profile.Source);
}
