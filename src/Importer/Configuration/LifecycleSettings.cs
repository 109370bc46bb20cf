namespace Importer.Configuration;

/// <summary>Whether and when people are told what is ahead of deployments.</summary>
public sealed record LifecycleSettings
{
    /// <summary>
    /// True reads the lists of models and quotas, once a day for each location; it takes a right that importing does not need.
    /// </summary>
    public bool Watch { get; init; }

    /// <summary>How many days before its day a deployment is warned of.</summary>
    public IReadOnlyList<int> WarnDays { get; init; } = [90, 30, 7];

    /// <summary>A deployment that was made with fewer days left than this is not imported; 0 imports every one.</summary>
    public int RefuseNewDays { get; init; }
}

/// <summary>Reads whether and when people are told what is ahead.</summary>
internal static class LifecycleReader
{
    private const int MostDays = 3650;

    /// <summary>The settings; refusing by what nobody reads is a fault.</summary>
    public static LifecycleSettings Read(SettingNode node)
    {
        var usual = new LifecycleSettings();
        var days = node.List("WarnDays", Parse.Whole(1, MostDays));
        var read = new LifecycleSettings
        {
            Watch = node.Read("Watch", Parse.Flag, usual.Watch),
            WarnDays = days.Count > 0 ? [.. days.OrderDescending()] : usual.WarnDays,
            RefuseNewDays = node.Read("RefuseNewDays", Parse.Whole(0, MostDays), usual.RefuseNewDays),
        };
        if (read is { RefuseNewDays: > 0, Watch: false } && node.IsSound)
        {
            node.Fault(
                "RefuseNewDays",
                "needs Watch: without it no retirement date is read. Set Lifecycle.Watch to true, or leave RefuseNewDays out."
            );
        }

        return read;
    }
}
