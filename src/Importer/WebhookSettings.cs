namespace Importer;

/// <summary>Somebody to tell.</summary>
public sealed record WebhookSettings
{
    /// <summary>Where to post; a secret, never printed.</summary>
    public required Uri Url { get; init; }

    /// <summary>True for an adaptive card, false for plain JSON.</summary>
    public bool AdaptiveCard { get; init; } = true;

    /// <summary>True to tell each time, false to tell only changes of state.</summary>
    public bool Always { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"webhook at {Url.Host}";
}
