using Importer.Health;

namespace Importer.Settings;

/// <summary>Reads what test calls may cost.</summary>
internal static class HealthReader
{
    /// <summary>The budget and the manner of test calls; a budget of 0 means none.</summary>
    public static HealthSettings Read(SettingNode node)
    {
        var usual = new HealthSettings();
        return new()
        {
            TokensPerDay = node.Read("TokensPerDay", Parse.Whole(0), usual.TokensPerDay),
            CallsPerDay = node.Read("CallsPerDay", Parse.Whole(0), usual.CallsPerDay),
            Images = node.Read("Images", Parse.Flag, usual.Images),
            Timeout = node.Read("Timeout", Parse.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(4)), usual.Timeout),
            Concurrency = node.Read("Concurrency", Parse.Whole(1, 64), usual.Concurrency),
            Subscription = node.Read("Subscription", NameParsers.Id("subscription", 256), usual.Subscription)!,
            ReadyWithin = node.Read("ReadyWithin", Parse.Duration(TimeSpan.Zero, TimeSpan.FromMinutes(8)), usual.ReadyWithin),
            FreshFor = node.Read("FreshFor", Parse.Duration(TimeSpan.Zero, TimeSpan.FromHours(12)), usual.FreshFor),
            HistoryDays = node.Read("HistoryDays", Parse.Whole(7, 3650), usual.HistoryDays),
        };
    }
}
