using Importer.Deployments;

namespace Importer.Design;

/// <summary>The tag by which owners of an account or a deployment keep it out of the gateway.</summary>
public static class OptOut
{
    /// <summary>
    /// A sentence when the account or the deployment carries <paramref name="optOutTag"/> (<c>name=value</c>), else null.
    /// An empty tag leaves nothing out; a null deployment asks about the account alone.
    /// </summary>
    public static string? Reason(FoundryAccount account, ModelDeployment? deployment, string optOutTag)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (string.IsNullOrEmpty(optOutTag))
        {
            return null;
        }

        if (TagPattern.Find(optOutTag, account.Tags) is { } onAccount)
        {
            return $"the account carries the tag {onAccount}";
        }

        return deployment is not null && TagPattern.Find(optOutTag, deployment.Tags) is { } onDeployment
            ? $"the deployment carries the tag {onDeployment}"
            : null;
    }
}
