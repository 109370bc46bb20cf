namespace Importer.Health;

/// <summary>The verdict on a test call.</summary>
public enum ProbeStatus
{
    /// <summary>Answered with a result.</summary>
    Healthy,

    /// <summary>Does not work.</summary>
    Unhealthy,

    /// <summary>Not yet: a fresh role, deployment or API takes minutes to be effective.</summary>
    Pending,

    /// <summary>Alive, but over a limit right now.</summary>
    Throttled,

    /// <summary>Not tried, on purpose.</summary>
    Skipped,
}
