namespace Importer;

/// <summary>Who asked for a run.</summary>
public enum RunReason
{
    /// <summary>An Event Grid event.</summary>
    Event,

    /// <summary>A person, over HTTP.</summary>
    Manual,

    /// <summary>The drift check, to repair.</summary>
    Drift,

    /// <summary>A timer, to sweep.</summary>
    Schedule,
}
