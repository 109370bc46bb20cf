using System.Globalization;

namespace Importer.Reports;

/// <summary>
/// Finds the aliases that lost their last member or their provisioned tier. Each is a subject of its own, so that webhooks are told once
/// when it is lost and once when it is back.
/// </summary>
internal static class AliasAttentions
{
    /// <summary>The list: what is not served first.</summary>
    public static IEnumerable<ReportAttention> Of(AliasReport? report)
    {
        if (report is null)
        {
            return [];
        }

        var aliases = report.Aliases;
        return
        [
            .. Items(
                RunbookSections.FleetAlias,
                "",
                aliases.Where(alias => alias.State == AliasState.Unserved && IsDue(alias, report)),
                alias => alias.EmptySince,
                "nobody can be called, so the gateway answers its calls with 503",
                "see who waits outside and why (section Aliases, or foundry-importer explain of the deployment); resume, undrain or deploy one"
            ),
            .. Items(
                RunbookSections.FleetAlias,
                "",
                aliases.Where(alias => alias.State == AliasState.Ended),
                alias => alias.EmptySince,
                "its last deployment is gone, so the gateway answers its calls with 404 model_not_found",
                $"deploy the model again, or have its callers use another alias; after {FleetMemories.EndedIsTold.Days} days this is told no more"
            ),
            .. Items(
                RunbookSections.FleetTier,
                "provisioned tier of ",
                aliases.Where(IsWithoutProvisioned),
                alias => alias.ProvisionedGoneSince,
                "it has no provisioned member any more, so its calls are answered by what is billed and limited by tokens",
                $"look whether the provisioned deployment was deleted, paused or drained, or waits outside; after {FleetMemories.ProvisionedIsTold.Days} days without one this is told no more"
            ),
        ];
    }

    // Who loses both at once is told of the worse.
    private static bool IsWithoutProvisioned(ReportAlias alias) =>
        alias.ProvisionedGoneSince is { } gone && (alias.EmptySince is null || gone < alias.EmptySince);

    // A new alias waits for the proof of its first member.
    private static bool IsDue(ReportAlias alias, AliasReport report) =>
        alias.HadMember || report.AsOf - alias.EmptySince >= AliasReports.FirstMember;

    private static IEnumerable<ReportAttention> Items(
        string section,
        string of,
        IEnumerable<ReportAlias> aliases,
        Func<ReportAlias, DateTimeOffset?> since,
        string what,
        string fix
    )
    {
        foreach (var fleet in aliases.GroupBy(alias => alias.Fleet, StringComparer.Ordinal))
        {
            string[] names = [.. fleet.Select(alias => $"{of}alias {alias.Fleet}/{alias.Alias}")];
            var began = fleet.Min(since);
            var item =
                names.Length == 1
                    ? new ReportAttention(names[0], what, fix, began)
                    : new ReportAttention(
                        string.Create(CultureInfo.InvariantCulture, $"{names.Length} aliases of fleet {fleet.Key}"),
                        $"of each: {what}",
                        fix,
                        began
                    )
                    {
                        Names = names,
                    };
            yield return item with
            {
                Section = section,
            };
        }
    }
}
