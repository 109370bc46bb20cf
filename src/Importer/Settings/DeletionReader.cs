using Importer.Planning;

namespace Importer.Settings;

/// <summary>Reads how much may be withdrawn.</summary>
internal static class DeletionReader
{
    // Long enough for a holiday; an API that stays for good is what Mode Keep is for.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    /// <summary>The limits of withdrawing.</summary>
    public static DeletionRules Read(SettingNode node)
    {
        var usual = new DeletionRules();
        return new()
        {
            Allowed = node.Read("Mode", Parse.Choice(("Delete", true), ("Keep", false)), usual.Allowed),
            After = node.Read("After", Parse.Duration(TimeSpan.Zero, LongestWait), usual.After),
            MaxShare = node.Read("MaxShare", Parse.Share, usual.MaxShare),
            MinCount = node.Read("MinCount", Parse.Whole(1), usual.MinCount),
        };
    }
}
