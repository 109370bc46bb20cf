namespace Importer.Policies;

/// <summary>How long a token quota lasts before it starts afresh.</summary>
public enum TokenQuotaPeriod
{
    /// <summary>An hour.</summary>
    Hourly,

    /// <summary>A day.</summary>
    Daily,

    /// <summary>A week.</summary>
    Weekly,

    /// <summary>A month.</summary>
    Monthly,

    /// <summary>A year.</summary>
    Yearly,
}
