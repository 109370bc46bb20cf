using Importer.Deployments;
using Importer.Lifecycle;
using Importer.Tests.Builders;
using static Importer.Lifecycle.RetirementOutlook;

namespace Importer.Tests.Lifecycle;

/// <summary>
/// What is ahead of a deployment, by the published days: https://learn.microsoft.com/azure/ai-foundry/openai/concepts/model-retirements
/// </summary>
public sealed class RetirementJudgeTests
{
    private const string No = "NoAutoUpgrade";
    private const string Expired = "OnceCurrentVersionExpired";
    private const string Newer = "OnceNewDefaultVersionAvailable";

    private static readonly DateTimeOffset Now = DocumentedModels.Day("2026-02-01");

    [Theory]
    [InlineData(
        "gpt-4o",
        "2024-05-13",
        "Standard",
        No,
        Stops,
        "gpt-4o 2024-05-13 as Standard stops on 2026-03-31, in 58 days (the model as a whole is retired on 2026-10-01): it is retired, and its upgrade option is NoAutoUpgrade, so calls fail from then on; its replacement is gpt-5.1"
    )]
    [InlineData(
        "gpt-4o",
        "2024-05-13",
        "GlobalStandard",
        No,
        Stops,
        "gpt-4o 2024-05-13 as GlobalStandard stops on 2026-10-01, in 242 days: it is retired, and its upgrade option is NoAutoUpgrade, so calls fail from then on; its replacement is gpt-5.1"
    )]
    [InlineData(
        "gpt-4o",
        "2024-08-06",
        "Standard",
        Newer,
        Becomes,
        "gpt-4o 2024-08-06 as Standard becomes gpt-5.1 on 2026-03-09, in 36 days, by its upgrade option OnceNewDefaultVersionAvailable, and may answer otherwise from then on; it is retired on 2026-03-31 (the model as a whole is retired on 2026-10-01)"
    )]
    [InlineData(
        "gpt-4o",
        "2024-08-06",
        "Standard",
        Expired,
        Becomes,
        "gpt-4o 2024-08-06 as Standard becomes gpt-5.1 on 2026-03-31, in 58 days, by its upgrade option OnceCurrentVersionExpired, and may answer otherwise from then on (the model as a whole is retired on 2026-10-01)"
    )]
    [InlineData(
        "gpt-4o",
        "2024-08-06",
        "ProvisionedManaged",
        Expired,
        Becomes,
        "gpt-4o 2024-08-06 as ProvisionedManaged becomes gpt-5.1 on 2026-10-01, in 242 days, by its upgrade option OnceCurrentVersionExpired, and may answer otherwise from then on; whether it does so on the same provisioned capacity the list does not say"
    )]
    [InlineData(
        "gpt-4o",
        "2024-08-06",
        "ProvisionedManaged",
        No,
        Stops,
        "gpt-4o 2024-08-06 as ProvisionedManaged stops on 2026-10-01, in 242 days: it is retired, and its upgrade option is NoAutoUpgrade, so calls fail from then on; its replacement is gpt-5.1"
    )]
    [InlineData(
        "gpt-4o",
        "2024-11-20",
        "GlobalStandard",
        No,
        Stops,
        "gpt-4o 2024-11-20 as GlobalStandard stops on 2026-10-01, in 242 days: it is retired, and its upgrade option is NoAutoUpgrade, so calls fail from then on; its replacement is gpt-5.1"
    )]
    [InlineData(
        "gpt-4o-mini",
        "2024-07-18",
        "Standard",
        No,
        Stops,
        "gpt-4o-mini 2024-07-18 as Standard stops on 2026-03-31, in 58 days (the model as a whole is retired on 2026-10-01): it is retired, and its upgrade option is NoAutoUpgrade, so calls fail from then on; its replacement is gpt-4.1-mini"
    )]
    [InlineData(
        "gpt-4o-mini",
        "2024-07-18",
        "GlobalStandard",
        Expired,
        Becomes,
        "gpt-4o-mini 2024-07-18 as GlobalStandard becomes gpt-4.1-mini on 2026-10-01, in 242 days, by its upgrade option OnceCurrentVersionExpired, and may answer otherwise from then on"
    )]
    [InlineData(
        "gpt-5-chat",
        "2025-08-07",
        "GlobalStandard",
        Newer,
        Becomes,
        "gpt-5-chat 2025-08-07 as GlobalStandard becomes gpt-5.2-chat on 2026-03-01, in 28 days, by its upgrade option OnceNewDefaultVersionAvailable, and may answer otherwise from then on"
    )]
    [InlineData(
        "gpt-4.1",
        "2025-04-14",
        "GlobalStandard",
        No,
        Stops,
        "gpt-4.1 2025-04-14 as GlobalStandard stops on 2026-10-14, in 255 days: it is retired, and its upgrade option is NoAutoUpgrade, so calls fail from then on; its replacement is gpt-5"
    )]
    [InlineData(
        "gpt-4.1-mini",
        "2025-04-14",
        "DataZoneStandard",
        Expired,
        Becomes,
        "gpt-4.1-mini 2025-04-14 as DataZoneStandard becomes gpt-5-mini on 2026-10-14, in 255 days, by its upgrade option OnceCurrentVersionExpired, and may answer otherwise from then on"
    )]
    [InlineData(
        "o1",
        "2024-12-17",
        "GlobalStandard",
        No,
        Stops,
        "o1 2024-12-17 as GlobalStandard stops on 2026-07-15, in 164 days: it is retired, and its upgrade option is NoAutoUpgrade, so calls fail from then on; its replacement is o3"
    )]
    [InlineData(
        "o3-mini",
        "2025-01-31",
        "GlobalStandard",
        null,
        Stops,
        "o3-mini 2025-01-31 as GlobalStandard stops on 2026-08-02, in 182 days: it is retired, and nothing says that it is upgraded, so calls fail from then on; its replacement is o4-mini"
    )]
    [InlineData(
        "o3",
        "2025-04-16",
        "GlobalStandard",
        Expired,
        Becomes,
        "o3 2025-04-16 as GlobalStandard becomes a version that the list does not name on 2026-10-16, in 257 days, by its upgrade option OnceCurrentVersionExpired, and may answer otherwise from then on"
    )]
    [InlineData(
        "gpt-5-mini",
        "2025-08-07",
        "GlobalStandard",
        No,
        Stops,
        "gpt-5-mini 2025-08-07 as GlobalStandard stops on 2027-02-06, in 370 days: it is retired, and its upgrade option is NoAutoUpgrade, so calls fail from then on; the list names no replacement"
    )]
    [InlineData(
        "gpt-5.1",
        "2025-11-13",
        "GlobalStandard",
        "OnSomeDay",
        Stops,
        "gpt-5.1 2025-11-13 as GlobalStandard stops on 2027-05-15, in 468 days: it is retired, and its upgrade option OnSomeDay is none that is known, so calls fail from then on; the list names no replacement"
    )]
    [InlineData(
        "computer-use-preview",
        "2025-03-11",
        "GlobalStandard",
        No,
        Stops,
        "computer-use-preview 2025-03-11 as GlobalStandard stops on 2026-04-14, in 72 days: it is retired, and its upgrade option is NoAutoUpgrade, so calls fail from then on; the list names no replacement; the date is tentative"
    )]
    [InlineData(
        "gpt-4o-realtime-preview",
        "2024-12-17",
        "GlobalStandard",
        No,
        Stops,
        "gpt-4o-realtime-preview 2024-12-17 as GlobalStandard stops on 2026-02-02, in 1 day: it is retired, and its upgrade option is NoAutoUpgrade, so calls fail from then on; its replacement is gpt-realtime"
    )]
    [InlineData(
        "gpt-4o-transcribe",
        "2025-03-20",
        "GlobalStandard",
        Newer,
        Becomes,
        "gpt-4o-transcribe 2025-03-20 as GlobalStandard becomes a version that the list does not name on 2026-02-28, in 27 days, by its upgrade option OnceNewDefaultVersionAvailable, and may answer otherwise from then on; the date is tentative"
    )]
    [InlineData(
        "dall-e-3",
        "3.0",
        "Standard",
        No,
        Stops,
        "dall-e-3 3.0 as Standard stops on 2026-02-18, in 17 days: it is retired, and its upgrade option is NoAutoUpgrade, so calls fail from then on; its replacement is gpt-image-1-mini"
    )]
    [InlineData(
        "sora",
        "2025-05-02",
        "GlobalStandard",
        No,
        Stops,
        "sora 2025-05-02 as GlobalStandard stops on 2026-02-28, in 27 days: it is retired, and its upgrade option is NoAutoUpgrade, so calls fail from then on; its replacement is sora-2; the date is tentative"
    )]
    [InlineData(
        "text-embedding-3-large",
        "1",
        "GlobalStandard",
        No,
        NoDate,
        "no retirement date is published for text-embedding-3-large 1 as GlobalStandard; that does not mean that it stays"
    )]
    [InlineData(
        "text-embedding-ada-002",
        "2",
        "Standard",
        Newer,
        NoDate,
        "no retirement date is published for text-embedding-ada-002 2 as Standard; that does not mean that it stays"
    )]
    [InlineData(
        "gpt-4",
        "0613",
        "Standard",
        No,
        NotListed,
        "when gpt-4 0613 is retired is not known: the list of models of swedencentral does not have it; a version that is retired may leave the list"
    )]
    public void A_documented_model_has_its_verdict_and_sentence(
        string model,
        string version,
        string sku,
        string? option,
        RetirementOutlook outlook,
        string sentence
    )
    {
        var judged = Judge(DocumentedModels.Deployed(model, version, sku, option));

        Assert.Equal((outlook, sentence), (judged.Outlook, judged.Sentence));
    }

    [Fact]
    public void The_table_has_twenty_models_and_more() =>
        Assert.InRange(
            typeof(RetirementJudgeTests)
                .GetMethod(nameof(A_documented_model_has_its_verdict_and_sentence))!
                .GetCustomAttributes(typeof(InlineDataAttribute), false)
                .Length,
            20,
            40
        );

    [Fact]
    public void Who_waits_for_the_end_is_upgraded_the_published_days_before_it()
    {
        var list = DocumentedModels.List with
        {
            Models =
            [
                .. DocumentedModels.List.Models.Select(model =>
                    model.Name == "o1" ? model with { Replacement = new("o3", "2025-04-16", null, 14) } : model
                ),
            ],
        };

        var judged = Judge(DocumentedModels.Deployed("o1", "2024-12-17", "GlobalStandard", Expired), list);

        Assert.Equal(
            (DocumentedModels.Day("2026-07-01"), DocumentedModels.Day("2026-07-15"), "o3 2025-04-16"),
            (judged.At, judged.RetiresAt, judged.Replacement)
        );
    }

    [Theory]
    [InlineData(No, "dall-e-3 3.0 as Standard was retired on 2026-02-18: calls fail; its replacement is gpt-image-1-mini")]
    [InlineData(
        Expired,
        "dall-e-3 3.0 as Standard was to become gpt-image-1-mini on 2026-02-18 and has not yet by what Resource Manager says; it is retired on 2026-02-18"
    )]
    public void Once_the_day_has_come_it_is_past(string option, string sentence)
    {
        var judged = RetirementJudge.Of(
            DocumentedModels.Deployed("dall-e-3", "3.0", "Standard", option),
            AnAccount.Account("contoso"),
            DocumentedModels.List with
            {
                ReadAt = DocumentedModels.Day("2026-02-18"),
            },
            DocumentedModels.Day("2026-02-18")
        );

        Assert.Equal((Past, 0, sentence), (judged.Outlook, judged.DaysLeft, judged.Sentence));
    }

    [Fact]
    public void What_nobody_read_is_not_known_and_says_why()
    {
        var deployment = DocumentedModels.Deployed("gpt-4o", "2024-11-20", "GlobalStandard", No);

        Assert.Equal(
            "when gpt-4o 2024-11-20 is retired is not known: the list of models of swedencentral was not read",
            Judge(deployment, null).Sentence
        );
        Assert.Equal(
            (Unread, "when gpt-4o 2024-11-20 is retired is not known: 403, no right"),
            (
                Judge(deployment, DocumentedModels.List with { ReadAt = null, Fault = "403, no right" }).Outlook,
                Judge(deployment, DocumentedModels.List with { ReadAt = null, Fault = "403, no right" }).Sentence
            )
        );
    }

    [Fact]
    public void An_old_list_counts_and_says_how_old_it_is()
    {
        var judged = Judge(
            DocumentedModels.Deployed("gpt-4o", "2024-11-20", "GlobalStandard", No),
            DocumentedModels.List with
            {
                ReadAt = Now.AddDays(-3),
                Fault = "503",
            }
        );

        Assert.Equal(Stops, judged.Outlook);
        Assert.EndsWith("(as of 2026-01-29: the list could not be read since, 503)", judged.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_date_that_is_none_is_not_taken_for_no_date()
    {
        var list = DocumentedModels.List with
        {
            Models = [.. DocumentedModels.List.Models.Select(model => model with { UnreadDate = "soon", RetiresAt = null, Skus = [] })],
        };

        Assert.Equal(
            "what is published as the retirement date of o1 2024-12-17 is no date ('soon'), so when it is retired is not known",
            Judge(DocumentedModels.Deployed("o1", "2024-12-17", "GlobalStandard", No), list).Sentence
        );
    }

    [Fact]
    public void A_date_of_the_SKU_that_is_none_is_told_beside_that_of_the_model()
    {
        var o1 = DocumentedModels.List.Models.Single(model => model is { Name: "o1", Version: "2024-12-17" });
        var dated = o1 with { RetiresAt = Now.AddDays(100), Skus = [new("GlobalStandard", null, null) { UnreadDate = "soon" }] };
        var list = DocumentedModels.List with { Models = [dated] };
        var deployed = DocumentedModels.Deployed("o1", "2024-12-17", "GlobalStandard", No);

        Assert.EndsWith(
            "; what is published as the date of GlobalStandard is none ('soon'), so it may be earlier",
            Judge(deployed, list).Sentence,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "what is published as the retirement date of o1 2024-12-17 is no date ('soon'), so when it is retired is not known",
            Judge(deployed, list with { Models = [dated with { RetiresAt = null }] }).Sentence
        );
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-5)]
    public void A_lead_that_is_none_leaves_the_day_of_the_retirement(int lead)
    {
        var o1 = DocumentedModels.List.Models.Single(model => model is { Name: "o1", Version: "2024-12-17" });
        var dated = o1 with { RetiresAt = Now.AddDays(100), Skus = [], Replacement = new("o3", "", null, lead) };

        var judged = Judge(
            DocumentedModels.Deployed("o1", "2024-12-17", "GlobalStandard", "OnceCurrentVersionExpired"),
            DocumentedModels.List with
            {
                Models = [dated],
            }
        );

        Assert.Equal((RetirementOutlook.Becomes, 100), (judged.Outlook, judged.DaysLeft));
    }

    [Fact]
    public void Of_two_entries_for_one_version_the_earlier_date_holds()
    {
        var (one, other) = (
            DocumentedModels.List.Models[0],
            DocumentedModels.List.Models[0] with
            {
                RetiresAt = DocumentedModels.Day("2026-09-01"),
                Skus = [new("Standard", DocumentedModels.Day("2026-03-01"), null), new("GlobalBatch", null, null)],
            }
        );

        var merged = one.With(other);

        Assert.Equal(DocumentedModels.Day("2026-09-01"), merged.RetiresAt);
        Assert.Equal(DocumentedModels.Day("2026-03-01"), merged.Sku("standard")!.RetiresAt);
        Assert.Equal(4, merged.Skus.Count);
    }

    [Theory]
    [InlineData("2026-09-01", true, "2026-10-01", false, true)]
    [InlineData("2026-10-01", true, "2026-09-01", false, false)]
    [InlineData("2026-09-01", true, "2026-09-01", false, false)]
    [InlineData(null, false, "2026-09-01", true, true)]
    public void Of_two_entries_the_date_that_holds_says_whether_it_is_tentative(
        string? first,
        bool isFirstTentative,
        string second,
        bool isSecondTentative,
        bool isTentative
    )
    {
        var one = DocumentedModels.List.Models[0] with
        {
            RetiresAt = first is null ? null : DocumentedModels.Day(first),
            IsTentative = isFirstTentative,
        };
        var other = one with { RetiresAt = DocumentedModels.Day(second), IsTentative = isSecondTentative };

        Assert.Equal((isTentative, isTentative), (one.With(other).IsTentative, other.With(one).IsTentative));
    }

    [Fact]
    public void Locations_are_asked_for_once_however_they_are_spelt()
    {
        var inventory = new Inventory
        {
            Accounts =
            [
                AnAccount.With("a", "gpt-4o"),
                AnAccount.With("b", "gpt-4o") with
                {
                    Account = AnAccount.Account("b") with { Region = "Sweden Central" },
                },
                AnAccount.With("c", "gpt-4o") with
                {
                    Account = AnAccount.Account("c") with { Region = "../evil" },
                },
                AnAccount.With("empty"),
            ],
            Covered = [],
        };

        Assert.Equal([(AnAccount.Subscription.Split('/')[2], "swedencentral")], Locations.Of(inventory));
    }

    private static Retirement Judge(ModelDeployment deployment) => Judge(deployment, DocumentedModels.List);

    private static Retirement Judge(ModelDeployment deployment, ModelList? list) =>
        RetirementJudge.Of(deployment, AnAccount.Account("contoso"), list, Now);
}
