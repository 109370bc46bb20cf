using System.Globalization;
using System.Text;
using System.Text.Json;
using Importer.Arm;
using Importer.Configuration;
using Importer.Foundry;
using Importer.Gateway;
using Importer.Health;
using Importer.Policies;
using Importer.Resources;
using Importer.Snapshots;
using Importer.Specs;
using Importer.Tests.Apim;
using Importer.Tests.Arm;
using Xunit.Abstractions;

namespace Importer.Tests.Fuzzing;

/// <summary>
/// Every parser of foreign input against damaged inputs: it reads them or refuses them in its own way, and never breaks in another. The
/// good inputs are
/// in <c>Seeds</c>. FUZZ_ROUNDS makes more of them (300 by default), FUZZ_SEED repeats a run whose seed was printed.
/// </summary>
public sealed class ForeignInputTests(ITestOutputHelper output)
{
    private static readonly int Rounds = int.TryParse(
        Environment.GetEnvironmentVariable("FUZZ_ROUNDS"),
        CultureInfo.InvariantCulture,
        out var rounds
    )
        ? rounds
        : 300;

    private readonly int _seed = int.TryParse(Environment.GetEnvironmentVariable("FUZZ_SEED"), CultureInfo.InvariantCulture, out var seed)
        ? seed
        : Random.Shared.Next();

    [Fact]
    public void Documents() =>
        Try(
            "document.json",
            bytes =>
            {
                var reading = SpecReader.Read(bytes);
                Assert.True(reading.Document is not null || reading.Problems.Count > 0);
            }
        );

    [Fact]
    public void Policies() =>
        Try(
            "policy.xml",
            bytes =>
            {
                var good = Seed("policy.xml");
                var xml = Encoding.UTF8.GetString(bytes);
                _ = PolicyTargets.Of(xml);
                _ = PolicyTargets.Fragments(xml);
                _ = PolicyRecognizer.Recognize(xml);
                _ = PolicyDiff.Differences(good, xml);
            }
        );

    [Fact]
    public void Accounts() => Try("account.json", bytes => OfJson(bytes, element => FoundryJson.Account(element)));

    [Fact]
    public void Deployments() =>
        Try("deployment.json", bytes => OfJson(bytes, element => FoundryJson.Deployment(ResourceId.Parse(ApimScene.Account), element)));

    [Fact]
    public void Ownership_tags_and_notes() =>
        Try(
            "tag.txt",
            bytes =>
            {
                var text = Encoding.UTF8.GetString(bytes);
                _ = OwnershipTag.Find(text);
                _ = DetachNote.Find(text);
                Assert.Null(OwnershipTag.Find(OwnershipTag.Strip(text)));
            }
        );

    [Fact]
    public void Refusals_of_models() =>
        Try(
            "refusal.json",
            bytes =>
            {
                var fault = ProbeFault.Read(400, Encoding.UTF8.GetString(bytes), null, "abcdefghijklmnop");
                Assert.DoesNotContain("abcdefghijklmnop", $"{fault.Code} {fault.Message}", StringComparison.Ordinal);
                _ = ModelRefusals.Of(fault);
            }
        );

    [Fact]
    public void Answers_of_models() => Try("answer.json", bytes => _ = ResponseValidator.Usage(Encoding.UTF8.GetString(bytes)));

    [Fact]
    public void Snapshots() =>
        Try(
            "snapshot.json",
            bytes =>
            {
                var (snapshot, problem) = SnapshotJson.Read(BinaryData.FromBytes(bytes));
                Assert.True((snapshot is null) != (problem is null));
            }
        );

    [Fact]
    public void Settings()
    {
        var folder = Directory.CreateTempSubdirectory("settings-");
        Try(
            "settings.json",
            bytes =>
            {
                File.WriteAllBytes(Path.Combine(folder.FullName, SettingsFile.Name), bytes);
                var result = SettingsFile.Load(folder.FullName, new Dictionary<string, string?>()).Check();
                Assert.True((result.Settings is null) != (result.Faults.Count == 0));
            }
        );
        folder.Delete(recursive: true);
    }

    [Fact]
    public Task Lists_of_Resource_Manager() =>
        TryAsync(
            "apis.json",
            async bytes =>
            {
                using var arm = new ScriptedArm();
                arm.On($"GET {ApimScene.Service}/apis", Encoding.UTF8.GetString(bytes));
                try
                {
                    var items = await arm.Client().ListAsync($"{ApimScene.Service}/apis", "2024-05-01", CancellationToken.None);
                    Assert.All(items, item => Assert.Equal(JsonValueKind.Object, item.ValueKind));
                }
                catch (ArmException)
                {
                    // A failed read, and said to be one.
                }
            }
        );

    [Fact]
    public Task APIs_of_the_gateway() =>
        TryAsync(
            "apis.json",
            async bytes =>
            {
                using var scene = new ApimScene();
                scene.Arm.On($"GET {ApimScene.Service}/apis", Encoding.UTF8.GetString(bytes));
                try
                {
                    _ = await scene.ReadAsync(ApimScene.OurApi, ApimScene.OurBackend);
                }
                catch (GatewayUnreadableException)
                {
                    // A gateway that was not read, and said to be so.
                }
            }
        );

    private static void OfJson(byte[] bytes, Action<JsonElement> read)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind == JsonValueKind.Object && ArmAnswer.IsText(bytes))
            {
                read(document.RootElement);
            }
        }
        catch (JsonException)
        {
            // The client of Resource Manager refuses it before.
        }
    }

    private static string Seed(string name) => RepositoryFiles.Read($"tests/Importer.Tests/Fuzzing/Seeds/{name}");

    private void Try(string seed, Action<byte[]> read) =>
        TryAsync(
                seed,
                bytes =>
                {
                    read(bytes);
                    return Task.CompletedTask;
                }
            )
            .GetAwaiter()
            .GetResult();

    private async Task TryAsync(string seed, Func<byte[], Task> read)
    {
        output.WriteLine($"seed {_seed}");
        var random = new Random(_seed);
        var good = Seed(seed);
        await read(Encoding.UTF8.GetBytes(good));
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Damage.Of(random, good);
            try
            {
                await read(bytes);
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException(
                    $"FUZZ_SEED={_seed}, round {round}: {fault.Message}\n{Encoding.UTF8.GetString(bytes)}",
                    fault
                );
            }
        }
    }
}
