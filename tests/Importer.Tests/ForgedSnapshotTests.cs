using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Importer.Configuration;
using Importer.Gateway;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests;

/// <summary>Somebody who may write the report container changes a snapshot: every id × every trick, with and without the hash.</summary>
public sealed class ForgedSnapshotTests
{
    private const string Name = "snapshots/run-00002/contoso-openai.json";
    private const string Other =
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/other";

    private static readonly string[] Tricks = ["", ".", "..", "x/../petstore", "../apis/petstore/tags/zz", "%2e%2e", "x\\y", "petstore"];

    private static readonly (string Place, Action<JsonNode, string> Forge)[] Ids =
    [
        ("api", (root, id) => root["api"]!["id"] = id),
        ("backend", (root, id) => root["backends"]![0]!["id"] = id),
        ("named value", (root, id) => root["namedValues"]![0]!["id"] = id),
        ("product", (root, id) => root["products"] = new JsonArray(id)),
        ("tag", (root, id) => root["tags"] = new JsonArray(id)),
        ("operation policy", (root, id) => root["operationPolicies"] = new JsonObject { [id] = "<policies/>" }),
        ("logger", (root, id) => root["diagnostic"] = new JsonObject { ["logger"] = id, ["metrics"] = true }),
    ];

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var (place, _) in Ids)
        {
            // A plain name is one that another product, tag, operation or logger may have.
            foreach (var trick in Tricks.Where(trick => trick != "petstore" || place is "api" or "backend" or "named value"))
            {
                cases.Add(place, trick);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_forged_id_is_refused_even_with_the_right_hash(string place, string trick)
    {
        var scene = await WithdrawnAsync();

        await AssertRefusedAsync(scene, root => Ids.Single(id => id.Place == place).Forge(root, trick), withHash: true);
    }

    [Fact]
    public async Task A_change_of_any_kind_is_refused_where_the_hash_is_not_changed_with_it() =>
        Assert.Contains(
            "it is not what the run saved",
            await AssertRefusedAsync(await WithdrawnAsync(), root => root["policy"] = "<policies/>", withHash: false),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_snapshot_that_no_run_names_is_refused()
    {
        var scene = await WithdrawnAsync();
        var saved = await scene.Store.ReadAsync(Name, CancellationToken.None);
        await scene.Store.WriteAsync(
            "snapshots/run-00099/contoso-openai.json",
            saved!.Content,
            "application/json",
            null,
            CancellationToken.None
        );

        var report = await scene.DoAsync(ManualActionKind.Restore, "run-00099");

        Assert.Equal(RunOutcome.Refused, report.Outcome);
        Assert.Contains("the run's record does not name it", report.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key of another account")]
    [InlineData("key where settings say identity")]
    [InlineData("another source's backend")]
    [InlineData("another source's named value")]
    [InlineData("a vault that settings do not name")]
    [InlineData("a backend without https")]
    [InlineData("a backend on a host of somebody")]
    [InlineData("a backend on this machine")]
    public async Task What_the_design_could_not_have_made_is_refused(string forgery)
    {
        var scene = await WithdrawnAsync();
        if (forgery == "key where settings say identity")
        {
            scene.Restart(TheSettings.Default);
        }

        await AssertRefusedAsync(scene, root => Forge(root, forgery), withHash: true);
    }

    [Fact]
    public async Task The_run_is_still_known_by_its_hash_after_it_ended_and_was_tried_again()
    {
        var scene = await WithdrawnAsync();
        var records = new RunRecords(scene.Store);
        var noted = (await records.ReadAsync("run-00002", CancellationToken.None))!;

        await records.BeginAgainAsync(scene.Last!, CancellationToken.None);
        await records.FinishAsync(scene.Last!, CancellationToken.None);

        Assert.Equal(noted.Snapshots, (await records.ReadAsync("run-00002", CancellationToken.None))!.Snapshots);
        Assert.Equal(RunOutcome.Succeeded, (await scene.DoAsync(ManualActionKind.Restore, "run-00002")).Outcome);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("the one of another content")]
    [InlineData("the one of another run")]
    [InlineData("one of another key")]
    public async Task A_snapshot_and_a_record_that_somebody_without_the_key_invented_are_refused(string fingerprint)
    {
        var scene = await WithdrawnAsync();
        var records = new RunRecords(scene.Store);
        var real = (await records.ReadAsync("run-00002", CancellationToken.None))!;
        var name = fingerprint == "the one of another run" ? "snapshots/run-00077/contoso-openai.json" : Name;
        var content = (await scene.Store.ReadAsync(Name, CancellationToken.None))!.Content;
        if (fingerprint != "the one of another run")
        {
            content = BinaryData.FromString(
                content.ToString().Replace("<inbound>", "<inbound><return-response />", StringComparison.Ordinal)
            );
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(content.ToArray()));
        var bound = fingerprint switch
        {
            "none" => null,
            "one of another key" => new OwnershipKey(new byte[32], TheSettings.Default.ServiceId.Name).BindSnapshot(name, hash),
            _ => Assert.Single(real.Snapshots).Bound,
        };
        var id = name.Split('/')[1];
        await scene.Store.WriteAsync(name, content, "application/json", null, CancellationToken.None);
        var record = real with { Id = id, Snapshots = [new SavedSnapshot(name, hash) { Bound = bound }] };
        await scene.Store.WriteAsync(
            RunRecords.NameOf(id),
            BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(record, ReportJson.Default.RunReport)),
            "application/json",
            null,
            CancellationToken.None
        );
        scene.Gateway.Writes.Clear();

        var report = await scene.DoAsync(ManualActionKind.Restore, id);

        Assert.Equal(RunOutcome.Refused, report.Outcome);
        Assert.Contains("does not carry the fingerprint of this importer's key", report.Error, StringComparison.Ordinal);
        Assert.Empty(scene.Gateway.Writes);
    }

    [Fact]
    public async Task Without_its_key_nothing_is_withdrawn_and_nothing_restored()
    {
        var scene = await WithdrawnAsync();
        await scene.RunAsync(AnAccount.Id("other"));
        Assert.Contains("PUT Api other-openai", scene.Gateway.Writes);
        scene.Gateway.Writes.Clear();
        await scene.Store.WriteAsync(OwnershipKeys.Document, BinaryData.FromString("{}"), "application/json", null, CancellationToken.None);

        var restored = await scene.DoAsync(ManualActionKind.Restore, "run-00002");
        scene.Source.Delete("other", "gpt-4o");
        var withdrawn = await scene.RunAsync(AnAccount.Id("other"));

        Assert.Contains("the key of ownership tags", restored.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Gateway.Writes, write => write.Contains("Api ", StringComparison.Ordinal));
        Assert.NotEqual(RunOutcome.Succeeded, restored.Outcome);
        Assert.Contains(
            "no snapshot was saved and it stays",
            Assert.Single(withdrawn.Steps, step => step is { Change: ChangeKind.Delete, Kind: ResourceKind.Api }).Reason,
            StringComparison.Ordinal
        );
    }

    private static void Forge(JsonNode root, string forgery)
    {
        var named = root["namedValues"]![0]!;
        switch (forgery)
        {
            case "key of another account":
                named["keyOf"] = Other;
                break;
            case "another source's backend":
                root["backends"]![0]!["ownershipTag"] = $"[foundry-importer source={Other} design=x]";
                break;
            case "another source's named value":
                named["ownershipTag"] = $"[foundry-importer source={Other} design=x]";
                break;
            case "a vault that settings do not name":
                named["keyVaultSecret"] = "https://evil.vault.azure.net/secrets/k";
                break;
            case "a backend on a host of somebody":
                root["backends"]![0]!["url"] = "https://evil.example/openai";
                break;
            case "a backend on this machine":
                root["backends"]![0]!["url"] = "http://127.0.0.1:9/openai";
                break;
            case "a backend without https":
                root["backends"]![0]!["url"] = "http://evil.example/openai";
                break;
        }
    }

    private static async Task<string> AssertRefusedAsync(Scene scene, Action<JsonNode> forge, bool withHash)
    {
        var root = JsonNode.Parse((await scene.Store.ReadAsync(Name, CancellationToken.None))!.Content)!;
        forge(root);
        var content = BinaryData.FromString(root.ToJsonString());
        var name = $"snapshots/run-00002/{FileOf(root)}.json";
        await scene.Store.DeleteAsync(Name, CancellationToken.None);
        await scene.Store.WriteAsync(name, content, "application/json", null, CancellationToken.None);
        if (withHash)
        {
            var record = (await new RunRecords(scene.Store).ReadAsync("run-00002", CancellationToken.None))!;
            var hash = Convert.ToHexStringLower(SHA256.HashData(content.ToArray()));

            // Whoever has the key besides, too.
            using var binding = new OwnershipKeys(scene.Store, scene.Settings);
            record = record with
            {
                Snapshots =
                [
                    new SavedSnapshot(name, hash) { Bound = (await binding.ReadAsync(CancellationToken.None)).BindSnapshot(name, hash) },
                ],
            };
            await scene.Store.WriteAsync(
                "runs/run-00002.json",
                BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(record, ReportJson.Default.RunReport)),
                "application/json",
                null,
                CancellationToken.None
            );
        }

        scene.Gateway.Writes.Clear();
        var keys = scene.Source.KeyReads;

        var report = await scene.DoAsync(ManualActionKind.Restore, "run-00002");

        Assert.Equal(RunOutcome.Refused, report.Outcome);
        Assert.Contains(name, report.Error, StringComparison.Ordinal);
        Assert.Empty(scene.Gateway.Writes);
        Assert.Equal(keys, scene.Source.KeyReads);
        return report.Error!;
    }

    // Where the id allows it, the document is named after the API that it claims to hold.
    private static string FileOf(JsonNode root) =>
        (string)root["api"]!["id"]! is { Length: > 0 } id && id.All(char.IsAsciiLetterOrDigit) ? id : "contoso-openai";

    // Two runs: one that imports with the account's key, one that withdraws.
    private static async Task<Scene> WithdrawnAsync()
    {
        var scene = new Scene(
            TheSettings.With(
                new ApiProfile
                {
                    Products = ["ai-team"],
                    Tags = ["models"],
                    Authentication = new AuthenticationSettings { Mode = AuthenticationMode.ApiKey },
                }
            )
        );
        scene.Gateway.Add(
            new Api
            {
                Id = "petstore",
                DisplayName = "Petstore",
                Path = "petstore",
            }
        );
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        scene.Source.Put(AnAccount.With("other", "gpt-4o"));
        await scene.RunAsync(AnAccount.Id("contoso"));
        scene.Source.Delete("contoso", "gpt-4o");
        var report = await scene.RunAsync(AnAccount.Id("contoso"));
        Assert.True(report.Outcome == RunOutcome.Succeeded, report.Error);
        return scene;
    }
}
