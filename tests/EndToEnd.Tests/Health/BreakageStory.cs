namespace EndToEnd.Tests.Health;

/// <summary>
/// Everything is imported and works; everything is broken at once, each account in its own way; everything is put right.
/// At once, because a cloud costs seconds to start and a round waits for the slowest model.
/// </summary>
/// <param name="Before">The report while all was well.</param>
/// <param name="Broken">The report after the round that met the breakages.</param>
/// <param name="Page">The page at that time.</param>
/// <param name="After">The report after the repairs.</param>
public sealed record BreakageStory(Report Before, Report Broken, string Page, Report After)
{
    // Limits count a minute: it begins anew before they are used up, and most of it is over before the round, so that what
    // asks for rest asks for little.
    private static readonly TimeSpan AMinute = TimeSpan.FromSeconds(61);
    private static readonly TimeSpan MostOfAMinute = TimeSpan.FromSeconds(42);

    public static async Task<BreakageStory> TellAsync(HealthCloud cloud)
    {
        await cloud.PrepareAsync();
        foreach (var breakage in Breakages.All.Where(breakage => !breakage.IsFresh))
        {
            await ImportAsync(cloud, breakage);
        }

        await cloud.SettleAsync();
        var before = await cloud.UntilWellAsync(Breakages.All.Count(breakage => !breakage.IsFresh));
        foreach (var breakage in Breakages.All.Where(breakage => !breakage.IsShort))
        {
            await breakage.BreakAsync(cloud, breakage.Name);
            if (breakage.IsFresh)
            {
                await ImportAsync(cloud, breakage);
            }
        }

        await cloud.SettleAsync();
        await cloud.Control.AdvanceAsync(AMinute);
        foreach (var breakage in Breakages.All.Where(breakage => breakage.IsShort))
        {
            await breakage.BreakAsync(cloud, breakage.Name);
        }

        await cloud.Control.AdvanceAsync(MostOfAMinute);
        var broken = await cloud.Importer.TestAsync();
        var page = await cloud.Importer.PageAsync();
        await cloud.Control.ClearFaultsAsync();
        foreach (var breakage in Breakages.All)
        {
            await breakage.RepairAsync(cloud, breakage.Name);
        }

        await cloud.Control.AdvanceAsync(AMinute);
        await cloud.SettleAsync();
        return new(before, broken, page, await cloud.UntilWellAsync(Breakages.All.Count));
    }

    private static async Task ImportAsync(HealthCloud cloud, Breakage breakage)
    {
        await cloud.AccountAsync(breakage.Name, breakage.Tags);
        await cloud.Arm.DeployAsync(breakage.Name, "gpt-4o");
    }
}
