using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.OwnershipRules;

/// <summary>Who is there keeps the path, whoever comes second and whatever a run sees of the world.</summary>
public sealed class IncumbencyTests
{
    private static readonly string[] Looks = ["first", "second", "sweep", "drift"];

    /// <summary>Two accounts on one path, and the order in which runs look at them after the first was imported.</summary>
    public static TheoryData<string, string> Orders
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (pair, order) in Pairs.Keys.SelectMany(pair => Orderings().Select(order => (pair, order))))
            {
                data.Add(pair, order);
            }

            return data;
        }
    }

    // The first one is imported first, though it sorts last where that is possible.
    private static Dictionary<string, (string Template, AccountInventory First, AccountInventory Second)> Pairs =>
        new()
        {
            ["literal path"] = ("ai", AnAccount.With("bravo", "gpt-4o"), AnAccount.With("alpha", "gpt-4o")),
            ["one name in two groups"] = (
                "{account}",
                AnAccount.In("rg-z", "contoso", "gpt-4o"),
                AnAccount.In("rg-a", "contoso", "gpt-4.1")
            ),
            ["two hosts of one name"] = (
                "{account}",
                AnAccount.In("rg-z", "contoso", "gpt-4o"),
                Hosted(AnAccount.In("rg-a", "contoso", "gpt-4o"), "contoso2")
            ),
            ["joined names"] = (
                "{account}-{deployment}",
                AnAccount.With("contoso-prod", "gpt-4o"),
                AnAccount.Called("rg-ai", "contoso", "prod-gpt-4o")
            ),
            ["path of a deployment"] = ("{deployment}", AnAccount.With("bravo", "gpt-4o"), AnAccount.With("alpha", "gpt-4o")),
        };

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task The_first_keeps_the_path_in_every_order_and_the_second_is_told(string pair, string order)
    {
        var (template, first, second) = Pairs[pair];
        var scene = new Scene(
            TheSettings.With(
                new ApiProfile
                {
                    BasePath = template,
                    Authentication = new() { Mode = AuthenticationMode.ApiKey },
                }
            )
        );
        scene.Source.Put(first);
        Assert.Equal(RunOutcome.Succeeded, (await scene.RunAsync(first.Account.Id, reason: RunReason.Event)).Outcome);
        var before = Picture(scene);
        scene.Source.Put(second);

        foreach (var look in order.Split(' '))
        {
            var run = await LookAsync(scene, look, first, second);

            Assert.Equal(before, Picture(scene));
            Assert.True(look == "first" || run.SetAside.Any(aside => aside.Kind == SetAsideKind.Conflict), $"{look} tells nobody");
        }
    }

    [Fact]
    public async Task The_second_takes_the_path_once_the_first_is_gone_and_its_api_was_withdrawn()
    {
        var (template, first, second) = Pairs["literal path"];
        var scene = new Scene(TheSettings.With(new ApiProfile { BasePath = template }));
        scene.Source.Put(first);
        await scene.RunAsync();
        scene.Source.Put(second);
        scene.Source.Remove(first.Account.Id);

        await scene.RunAsync(second.Account.Id, reason: RunReason.Event);
        Assert.Equal(first.Account.Id, scene.Gateway.Resources[Api.KeyFor("ai-openai")].OwnershipTag!.Source);
        await scene.RunAsync();
        await scene.RunAsync();

        Assert.Equal(second.Account.Id, scene.Gateway.Resources[Api.KeyFor("ai-openai")].OwnershipTag!.Source);
        Assert.Equal(
            second.Account.Id,
            scene.Gateway.Resources[new ResourceKey(ResourceKind.Backend, "ai-openai-ai-endpoint")].OwnershipTag!.Source
        );
        Assert.Empty((await scene.RunAsync()).Steps);
    }

    [Fact]
    public async Task A_first_that_is_opted_out_and_still_serves_keeps_its_path()
    {
        var (template, first, second) = Pairs["literal path"];
        var scene = new Scene(TheSettings.With(new ApiProfile { BasePath = template }));
        scene.Source.Put(first);
        await scene.RunAsync();
        var before = Picture(scene);
        scene.Source.Put(first with { Account = first.Account with { Tags = new Dictionary<string, string> { ["apim-import"] = "off" } } });
        scene.Source.Put(second);

        await scene.RunAsync();
        await scene.RunAsync(second.Account.Id, reason: RunReason.Event);

        Assert.Equal(before, Picture(scene));
    }

    [Theory]
    [InlineData(ResourceKind.Backend, "contoso-openai-ai-endpoint")]
    [InlineData(ResourceKind.NamedValue, "contoso-openai-key")]
    public async Task A_part_of_another_source_is_not_written_though_the_api_is_not_there(ResourceKind kind, string id)
    {
        var scene = new Scene(TheSettings.With(new ApiProfile { Authentication = new() { Mode = AuthenticationMode.ApiKey } }));
        scene.Source.Put(AnAccount.With("fabrikam", "gpt-4o"));
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        var tag = new OwnershipTag(AnAccount.Id("fabrikam"), "x");
        scene.Gateway.Add(
            kind == ResourceKind.Backend
                ? new Backend
                {
                    Id = id,
                    Url = new Uri("https://fabrikam.openai.azure.com/openai"),
                    OwnershipTag = tag,
                }
                : new NamedValue
                {
                    Id = id,
                    OwnershipTag = tag,
                    KeyOf = tag.Source,
                }
        );

        var run = await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event);

        Assert.Equal(tag.Source, scene.Gateway.Resources[new ResourceKey(kind, id)].OwnershipTag!.Source);
        Assert.Contains(
            run.SetAside,
            aside =>
                aside is { Kind: SetAsideKind.Conflict }
                && aside.Deployment == id
                && aside.Reason.Contains("was there first", StringComparison.Ordinal)
        );
        Assert.Equal(RunOutcome.Partial, run.Outcome);
    }

    // Own: four of five APIs with our ownership tag are another importer's.
    [Theory]
    [InlineData(4, 20, true)]
    [InlineData(4, 0, true)]
    [InlineData(2, 20, false)]
    public async Task The_guard_counts_as_own_only_what_lies_in_its_scopes(int own, int others, bool isRefused)
    {
        var scene = new Scene();
        for (var index = 0; index < own; index++)
        {
            scene.Source.Put(AnAccount.With($"own{index}", "gpt-4o"));
        }

        await scene.RunAsync();
        for (var index = 0; index < others; index++)
        {
            var stranger = ResourceId.Parse(
                $"/subscriptions/00000000-0000-0000-0000-000000000099/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/s{index}"
            );
            scene.Gateway.Add(
                new Api
                {
                    Id = $"s{index}-openai",
                    DisplayName = "s",
                    Path = $"s{index}/openai",
                    OwnershipTag = new OwnershipTag(stranger, "x"),
                }
            );
        }

        for (var index = 0; index < own; index++)
        {
            scene.Source.DeleteAccount($"own{index}");
        }

        var run = await scene.RunAsync();

        Assert.Equal(isRefused ? RunOutcome.Refused : RunOutcome.Succeeded, run.Outcome);
        Assert.Equal(isRefused, scene.Gateway.Resources.ContainsKey(Api.KeyFor("own0-openai")));
        Assert.True(!isRefused || run.Error!.Contains($"{own} of the {own} APIs", StringComparison.Ordinal), run.Error);
    }

    private static Task<RunReport> LookAsync(Scene scene, string look, AccountInventory first, AccountInventory second) =>
        look switch
        {
            "first" => scene.RunAsync(first.Account.Id, reason: RunReason.Event),
            "second" => scene.RunAsync(second.Account.Id, reason: RunReason.Event),
            "drift" => scene.RunAsync(reason: RunReason.Drift),
            _ => scene.RunAsync(),
        };

    // Roles are on accounts, each of which may have its own.
    private static string Picture(Scene scene) =>
        string.Join('\n', scene.Gateway.Picture.Split('\n').Where(line => !line.StartsWith("Role", StringComparison.Ordinal)));

    private static AccountInventory Hosted(AccountInventory found, string host) =>
        found with
        {
            Account = found.Account with { CustomSubdomain = host },
        };

    private static IEnumerable<string> Orderings() =>
        from one in Looks
        from two in Looks
        from three in Looks
        where one != two && two != three && one != three
        select $"{one} {two} {three}";
}
