using System.Globalization;
using Importer.Reports;

namespace Pages;

/// <summary>A member of an alias, or a deployment that stands beside them, as a row.</summary>
/// <param name="Deployment">The deployment's id.</param>
/// <param name="Fleet">The fleet.</param>
/// <param name="Alias">The alias; empty where it is behind none.</param>
/// <param name="Priority">Its place; null outside.</param>
/// <param name="Share">Its share of the calls of its place, in per cent; null outside.</param>
/// <param name="Sku">Its SKU.</param>
/// <param name="Where">Its region and its tier.</param>
/// <param name="State">How it stands, in a word.</param>
/// <param name="Sentence">The same in a sentence.</param>
internal sealed record MemberRow(
    string Deployment,
    string Fleet,
    string Alias,
    int? Priority,
    int? Share,
    string Sku,
    string Where,
    string State,
    string Sentence
);

/// <summary>The aliases and their members as rows: the same in the page and packed.</summary>
internal static class AliasRows
{
    /// <summary>How many losses of one alias stand in the page; the data has all.</summary>
    public const int Losses = 5;

    /// <summary>The words that aliases are chosen by.</summary>
    public static IReadOnlyList<string> AliasStates { get; } = [.. Enum.GetValues<AliasState>().Select(DisplayText.Of)];

    /// <summary>The words that members are chosen by.</summary>
    public static IReadOnlyList<string> MemberStates { get; } =
    [.. Enum.GetValues<MemberState>().Select(DisplayText.Of), DisplayText.Of(AsideState.Outside), DisplayText.Of(AsideState.Leaving)];

    /// <summary>A sign for a state: colour alone tells nothing to some readers, and nothing in print.</summary>
    public static string Sign(string state) =>
        state switch
        {
            "proven" => "✓",
            "unhealthy" or "unserved" or "ended" => "✗",
            "reduced" or "open" => "≈",
            "unproven" or "leaving" => "…",
            _ => "–",
        };

    /// <summary>The aliases: by name where all of them stand in the page, else the worst first.</summary>
    public static IReadOnlyList<ReportAlias> Aliases(AliasReport? report)
    {
        var aliases = report?.Aliases ?? [];
        return aliases.Count <= PageBounds.Rows ? aliases : [.. aliases.OrderBy(alias => Rank(alias.State))];
    }

    /// <summary>The members by alias and place, then who stands beside them.</summary>
    public static IReadOnlyList<MemberRow> Members(AliasReport? report) =>
        report is null
            ? []
            :
            [
                .. report.Aliases.SelectMany(alias =>
                    alias.Members.Select(member => new MemberRow(
                        member.Deployment,
                        alias.Fleet,
                        alias.Alias,
                        member.Priority,
                        member.Share,
                        member.Sku,
                        $"{member.Region}, tier {member.Tier}{RunAliases.Words(member.ByGateway)}",
                        DisplayText.Of(member.State),
                        Sentence(member)
                    ))
                ),
                .. report
                    .Asides.Where(aside => aside.State != AsideState.Note)
                    .Select(aside => new MemberRow(
                        aside.Subject,
                        aside.Fleet,
                        "",
                        null,
                        null,
                        "",
                        "",
                        DisplayText.Of(aside.State),
                        aside.LeavesAt is { } at ? $"{aside.Reason} (leaves at {Formatting.Moment(at)})" : aside.Reason
                    )),
            ];

    /// <summary>What people should know beside.</summary>
    public static IReadOnlyList<FleetAside> Notes(AliasReport report) => [.. report.Asides.Where(aside => aside.State == AsideState.Note)];

    /// <summary>What the alias is left with, the worst first, in as many sentences as the page holds.</summary>
    public static IEnumerable<string> LossesOf(ReportAlias alias) =>
        alias
            .Losses.Take(Losses)
            .Select(loss => loss.Sentence)
            .Concat(
                alias.Losses.Count > Losses ? [$"and {Formatting.Count(alias.Losses.Count - Losses)} more in GET /api/report.json"] : []
            );

    /// <summary>What the list of losses is called: the worst of them.</summary>
    public static string LossTitle(ReportAlias alias) =>
        alias.Losses switch
        {
            [] => "–",
            [{ MembersLeft: 0 }, ..] => "no member is left",
            [var worst, ..] when worst.Capacity.Any(one => one.NotCarried > 0) => "not all is carried",
            [var worst, ..] when worst.Capacity.Any(one => one.Unknown > 0) => "not fully known",
            _ => "the rest carries it at best",
        };

    /// <summary>A number, or a dash for none.</summary>
    public static string Number(int? number, string unit = "") =>
        number is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value}{unit}") : "–";

    // Which API it answered through the health of each deployment tells: 5,000 times it would weigh as much as all else.
    private static string Sentence(ReportMember member) =>
        member is { State: MemberState.Proven, ProvenAt: { } at } ? $"answered {Formatting.Moment(at)}" : member.Sentence;

    private static int Rank(AliasState state) =>
        state switch
        {
            AliasState.Unserved or AliasState.Ended => 0,
            AliasState.Unhealthy => 1,
            AliasState.Reduced => 2,
            AliasState.Unknown => 3,
            AliasState.Unproven => 4,
            _ => 5,
        };
}
