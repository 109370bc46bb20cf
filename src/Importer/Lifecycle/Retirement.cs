using System.Text.Json.Serialization;

namespace Importer.Lifecycle;

/// <summary>What is ahead of a deployment.</summary>
public enum RetirementOutlook
{
    /// <summary>It stops answering on a day.</summary>
    Stops,

    /// <summary>It becomes another version or model on a day, and may answer otherwise from then on.</summary>
    Becomes,

    /// <summary>No date is published.</summary>
    NoDate,

    /// <summary>The list of its location does not have its model and version.</summary>
    NotListed,

    /// <summary>The list of its location was never read.</summary>
    Unread,

    /// <summary>The day has come: it was retired, or should have become something else.</summary>
    Past,
}

/// <summary>What is ahead of one deployment, and when. Serialised in camelCase; the field names are a contract.</summary>
public sealed record Retirement
{
    /// <summary>The deployment's full id.</summary>
    public required string Deployment { get; init; }

    /// <summary>The model's name and version.</summary>
    public required string Model { get; init; }

    /// <summary>The deployment's SKU.</summary>
    public string Sku
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>The location.</summary>
    public string Region
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>What it comes to.</summary>
    public required RetirementOutlook Outlook { get; init; }

    /// <summary>When it stops or changes (UTC); null when no date is known.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>When the model is retired for the deployment's SKU (UTC); null when no date is known.</summary>
    public DateTimeOffset? RetiresAt { get; init; }

    /// <summary>The date of the model as a whole, where it is another one than that of the SKU.</summary>
    public DateTimeOffset? ModelRetiresAt { get; init; }

    /// <summary>Whole days until <see cref="At"/>, a begun one counted; null when no date is known, 0 when it has come.</summary>
    public int? DaysLeft { get; init; }

    /// <summary>The state of the model's version as the list names it, such as <c>GenerallyAvailable</c>.</summary>
    public string? Lifecycle { get; init; }

    /// <summary>What takes its place; null when the list names nothing.</summary>
    public string? Replacement { get; init; }

    /// <summary>What the deployment's owner chose, such as <c>NoAutoUpgrade</c>; null when Resource Manager does not say.</summary>
    public string? UpgradeOption { get; init; }

    /// <summary>When the list was read that this is from (UTC).</summary>
    public DateTimeOffset? ListReadAt { get; init; }

    /// <summary>All of this in a sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>What to do; null when nothing is known to be needed.</summary>
    public string? Fix { get; init; }

    /// <summary>True when its owner chose an upgrade, and it does not stop.</summary>
    [JsonIgnore]
    public bool IsUpgraded { get; init; }

    /// <summary>True while the day is still ahead.</summary>
    [JsonIgnore]
    public bool IsAhead => Outlook is RetirementOutlook.Stops or RetirementOutlook.Becomes;
}
