using System.Globalization;
using System.Text;
using Functions.Queue;
using Importer.Resources;
using Importer.Runs;
using Xunit.Abstractions;

namespace Functions.Tests;

/// <summary>
/// Thousands of damaged inputs: never a crash, never a failure for bad input, never a request that is not inside the settings.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private static readonly int Rounds = int.TryParse(
        Environment.GetEnvironmentVariable("FUZZ_ROUNDS"),
        CultureInfo.InvariantCulture,
        out var rounds
    )
        ? rounds
        : 2500;

    private static readonly string[] Splinters =
    [
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "null",
        "true",
        "1e999",
        "-",
        "\\ud800",
        "\\u0000",
        "\0",
        "\r\n",
        "../",
        "/deployments/",
        "%2f",
        "\u2028",
        "é",
        "999999999999999999999",
        "{\"a\":",
    ];

    private static readonly string[] Bodies =
    [
        $$"""{"scope":"{{AppUnderTest.Deployment}}","mode":"plan","insist":false}""",
        """{"adopt":"team-chat","mode":"plan"}""",
        """{"detach":"contoso-openai"}""",
        """{"restore":"20261121t100000000z-1a2b3c4d"}""",
    ];

    // FUZZ_SEED repeats a run whose seed was printed; FUZZ_ROUNDS makes it longer.
    private readonly int _seed = int.TryParse(Environment.GetEnvironmentVariable("FUZZ_SEED"), CultureInfo.InvariantCulture, out var seed)
        ? seed
        : Random.Shared.Next();

    [Fact]
    public async Task Damaged_events_are_done()
    {
        var random = Seeded();
        await using var app = new AppUnderTest();
        for (var round = 0; round < Rounds; round++)
        {
            var events = Damage(
                random,
                $"[{AnEvent.DeploymentWritten().ToJsonString()},{AnEvent.CloudOf("Microsoft.CognitiveServices/accounts/write", AppUnderTest.Account).ToJsonString()}]"
            );
            var answer = await app.SendDeliveryAsync(events);

            Assert.True(answer.IsDone);
            Assert.All(
                answer.Messages,
                message =>
                    Assert.True(
                        AppUnderTest.Settings.Scopes[0].Covers(ResourceId.Parse(message["scope"]!.GetValue<string>())),
                        message.ToJsonString()
                    )
            );
        }
    }

    [Fact]
    public async Task Damaged_messages_are_done()
    {
        var random = Seeded();
        await using var app = new AppUnderTest();
        for (var round = 0; round < Rounds; round++)
        {
            var text = Damage(
                random,
                new ImportMessage(
                    new ReconcileRequest
                    {
                        RunId = "run-00000001",
                        Reason = RunReason.Event,
                        Scope = ResourceId.Parse(AppUnderTest.Deployment),
                    }
                ).Write()
            );

            var answer = await app.SendMessageAsync(text);
            Assert.True(answer.IsDone || text.Contains("version", StringComparison.Ordinal), $"{answer.Failure} for {text}");
        }

        Assert.All(app.Requests, request => Assert.True(request.Scope is null || AppUnderTest.Settings.Scopes[0].Covers(request.Scope)));
    }

    [Fact]
    public async Task Damaged_request_bodies_are_answered_202_or_400_and_only_202_is_enqueued()
    {
        var random = Seeded();
        await using var app = new AppUnderTest();
        for (var round = 0; round < Rounds; round++)
        {
            var body = Damage(random, Bodies[round % Bodies.Length]);
            var answer = await app.ReimportAsync(body);

            Assert.True(answer.IsDone, $"{answer.Failure} for {body}");
            Assert.True(answer.HttpStatus is 202 or 400 or 404, $"{answer.HttpStatus} for {body}");
            Assert.Equal(answer.HttpStatus == 202 ? 1 : 0, answer.Messages.Count);
        }
    }

    private Random Seeded()
    {
        output.WriteLine($"seed {_seed}");
        return new Random(_seed);
    }

    private static string Damage(Random random, string text)
    {
        var damaged = new StringBuilder(text);
        for (var hits = random.Next(1, 5); hits > 0; hits--)
        {
            var at = random.Next(damaged.Length);
            switch (random.Next(5))
            {
                case 0:
                    damaged.Insert(at, Splinters[random.Next(Splinters.Length)]);
                    break;
                case 1:
                    damaged.Remove(at, Math.Min(random.Next(1, 30), damaged.Length - at));
                    break;
                case 2:
                    damaged[at] = (char)random.Next(1, 0xD7FF);
                    break;
                case 3:
                    damaged.Insert(at, damaged.ToString(at, Math.Min(random.Next(1, 60), damaged.Length - at)));
                    break;
                default:
                    damaged[at] = (char)random.Next(32, 127);
                    break;
            }

            if (damaged.Length == 0)
            {
                damaged.Append(' ');
            }
        }

        return damaged.ToString();
    }
}
