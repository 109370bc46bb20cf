namespace Importer;

/// <summary>"Look again at this scope": what a run is asked. It never says what to do, only where to look.</summary>
public sealed record ReconcileRequest
{
    /// <summary>The run's id, minted by whoever asks; 8 to 64 characters of <c>a-z 0-9 -</c>.</summary>
    public required string RunId { get; init; }

    /// <summary>Who asks.</summary>
    public required RunReason Reason { get; init; }

    /// <summary>Where to look: a subscription, resource group, account or deployment; null for everything configured.</summary>
    public ResourceId? Scope { get; init; }

    /// <summary>Whether to write.</summary>
    public RunMode Mode { get; init; } = RunMode.Apply;

    /// <summary>Deployments inside <see cref="Scope"/> that are to be proved with a test call though nothing of their APIs changes.</summary>
    public IReadOnlyList<ResourceId> Prove { get; init; } = [];

    /// <summary>True to withdraw even more than the deletion guard allows.</summary>
    public bool Insist { get; init; }

    /// <summary>What a person asks for by name; null for looking at <see cref="Scope"/>, which is null then.</summary>
    public Errand? Errand { get; init; }

    /// <summary>When the event behind the request happened in Azure.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>When the request was taken in.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }
}
