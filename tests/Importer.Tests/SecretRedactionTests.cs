using System.Text;
using System.Text.Json;
using Importer.Gateway;
using Importer.Health;
using Importer.Redaction;
using Importer.Reports;
using Importer.Runs;

namespace Importer.Tests;

public sealed class SecretRedactionTests
{
    private const string Hex = "0123456789abcdef0123456789ABCDEF";

    [Theory]
    [InlineData("the token eyJhbGciOi.eyJzdWIi.c2ln is bad", "the token (removed) is bad")]
    [InlineData("sent Bearer abc.def", "sent Bearer (removed)")]
    [InlineData("sent Basic dXNlcjpwYXNzd29yZA==", "sent Basic (removed)")]
    [InlineData($"key {Hex} refused", "key (removed) refused")]
    [InlineData($"key_{Hex}_refused", "key_(removed)_refused")]
    [InlineData("api-key: hunter2hunter2", "api-key: (removed)")]
    [InlineData("""{"api-key":"hunter2hunter2","x":1}""", """{"api-key":"(removed)","x":1}""")]
    [InlineData("Ocp-Apim-Subscription-Key=hunter2, next", "Ocp-Apim-Subscription-Key=(removed), next")]
    [InlineData("https://store.example/x?sv=2024&sig=abc%2Bdef%3D&se=1", "https://store.example/x?sv=2024&sig=(removed)&se=1")]
    [InlineData("https://app.example/api/x?code=abcdefgh", "https://app.example/api/x?code=(removed)")]
    [InlineData("AccountKey=abcd1234;EndpointSuffix=x", "AccountKey=(removed);EndpointSuffix=x")]
    [InlineData("is Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE= now", "is (removed) now")]
    public void What_could_be_a_secret_is_removed(string text, string clean) => Assert.Equal(clean, SecretRedaction.Clean(text));

    [Theory]
    [InlineData("line 12, position 151, id 5e0bd9bd-7b93-4f28-af87-19fc36ad61bd")]
    [InlineData("it has 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824; set the hash to that")]
    [InlineData("tier Basic v2 holds 50 operations; HTTP 404, code: 404")]
    [InlineData(
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/contoso"
    )]
    [InlineData("look at subscription 'foundry-importer-tests': the subscription key must cover the API")]
    public void What_people_need_to_read_stays(string text) => Assert.Equal(text, SecretRedaction.Clean(text));

    [Fact]
    public void A_key_in_use_is_removed_whatever_it_looks_like() =>
        Assert.Equal("got (removed), (removed)!", SecretRedaction.Clean("got open sesame, Open%20Sesame!", "open sesame"));

    [Fact]
    public void An_account_key_is_removed() => Assert.Equal("(removed)", SecretRedaction.Clean(new string('A', 84)));

    [Fact]
    public void A_long_text_is_bounded_and_shows_no_half_of_a_secret()
    {
        var text = string.Concat(Enumerable.Repeat($"{Hex} ", 5_000));

        var clean = SecretRedaction.Clean(text);

        Assert.InRange(clean.Length, 1_900, 2_001);
        Assert.DoesNotContain("0123", clean, StringComparison.Ordinal);
        Assert.Equal("", SecretRedaction.Clean(new string('-', 100_000)));
    }

    public static TheoryData<string> Reports => [.. Written(Hex).Keys];

    [Theory]
    [MemberData(nameof(Reports))]
    public void No_report_is_written_or_read_with_a_secret_in_a_text_of_others(string report)
    {
        var text = Written(Hex)[report];

        Assert.Contains("(removed)", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Hex, text, StringComparison.Ordinal);
        Assert.Contains("not a secret", text, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Written(string secret)
    {
        var words = $"not a secret, but {secret} is";
        var difference = new FieldDifference("url", words, words);
        var at = DateTimeOffset.UnixEpoch;
        var check = new HealthCheck
        {
            Deployment = "d",
            Api = "a",
            Compatibility = Deployments.Compatibility.AzureOpenAI,
            Status = ProbeStatus.Unhealthy,
            Cause = words,
            Fix = words,
        };
        var step = new RunStep
        {
            Change = ChangeKind.Update,
            Kind = ResourceKind.Api,
            Name = "a",
            Outcome = StepOutcome.Failed,
            Reason = words,
            Differences = [difference],
        };
        var run = new RunReport
        {
            Id = "run-00000001",
            Reason = RunReason.Manual,
            Mode = RunMode.Apply,
            StartedAt = at,
            Error = words,
            Steps = [step],
            SetAside = [new("d", words) { Differences = [difference] }],
            Attempts = [new(at, RunOutcome.Failed, words)],
            Probes =
            [
                new()
                {
                    Deployment = "d",
                    Api = "a",
                    Compatibility = Deployments.Compatibility.AzureOpenAI,
                    Status = ProbeStatus.Unhealthy,
                    Cause = words,
                    Fix = words,
                },
            ],
        };
        var health = new HealthSnapshot
        {
            GeneratedAt = at,
            Summary = HealthSummary.Of([]),
            Checks = [check],
            SetAside = [new("d", words)],
            Error = words,
        };
        var drift = new DriftReport
        {
            GeneratedAt = at,
            InSync = false,
            Error = words,
            Items =
            [
                new()
                {
                    Kind = DriftKind.Changed,
                    Resource = "a",
                    Differences = [difference],
                    Action = DriftAction.Reported,
                    Reason = words,
                    Fix = words,
                },
            ],
        };
        var document = new ReportDocument
        {
            GeneratedAt = at,
            Health = health,
            Drift = drift,
            Runs = [run],
            Attention = [new("a", words, words, at)],
        };
        return new()
        {
            ["run"] = Json(run),
            ["health"] = Json(health),
            ["drift"] = Json(drift),
            ["report"] = Json(document),
        };
    }

    private static string Json<T>(T value) =>
        Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(value, ReportJson.Default.Options));
}
