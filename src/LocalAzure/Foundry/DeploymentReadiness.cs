using System.Collections.Concurrent;
using LocalAzure.State;

namespace LocalAzure.Foundry;

/// <summary>
/// When each deployment first succeeded: the endpoints know it only some time later (minutes in Azure, an option here).
/// https://learn.microsoft.com/azure/ai-foundry/openai/how-to/create-resource (the DeploymentNotFound text speaks of five minutes)
/// </summary>
internal sealed class DeploymentReadiness
{
    private const string Type = "Microsoft.CognitiveServices/accounts/deployments";

    private readonly Cloud _cloud;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _since = new(StringComparer.OrdinalIgnoreCase);

    public DeploymentReadiness(Cloud cloud)
    {
        _cloud = cloud;
        cloud.Store.Changed += Note;
        foreach (var deployment in cloud.Store.OfType(Type))
        {
            Note(new ResourceChange(ChangeKind.Written, deployment));
        }
    }

    public bool IsReady(ArmResource deployment) =>
        HasSucceeded(deployment)
        && _since.TryGetValue(Key(deployment), out var since)
        && since + _cloud.Options.Propagation <= _cloud.Clock.GetUtcNow();

    private void Note(ResourceChange change)
    {
        if (!string.Equals(change.Resource.Type, Type, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (change.Kind == ChangeKind.Deleted)
        {
            _since.TryRemove(Key(change.Resource), out _);
        }
        else if (HasSucceeded(change.Resource))
        {
            _since.TryAdd(Key(change.Resource), change.Resource.ChangedAt);
        }
    }

    private static bool HasSucceeded(ArmResource deployment) => (string?)deployment.Body["properties"]?["provisioningState"] == "Succeeded";

    /// <summary>A deployment made again under the same name is a new one.</summary>
    private static string Key(ArmResource deployment) => $"{deployment.Id}|{deployment.CreatedAt.UtcTicks}";
}
