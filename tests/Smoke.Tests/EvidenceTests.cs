using System.Net;
using System.Text.Json.Nodes;
using Smoke.Evidence;

namespace Smoke.Tests;

public sealed class EvidenceTests(RecordedRun recorded) : IClassFixture<RecordedRun>
{
    private const string Account =
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/Payments-Prod/providers/Microsoft.CognitiveServices/accounts/northwind";

    private static readonly string[] Fields = ["step", "method", "path", "query", "headers", "status", "answerHeaders"];

    private IReadOnlyList<JsonObject> Calls =>
        [.. recorded.Lines.Select(line => JsonNode.Parse(line)!.AsObject()).Where(line => line.ContainsKey("method"))];

    [Fact]
    public void Every_call_is_a_line_with_method_path_query_headers_status_and_answer()
    {
        Assert.Equal("""{"evidence":1}""", recorded.Lines[0]);
        Assert.All(Calls, call => Assert.All(Fields, name => Assert.True(call.ContainsKey(name), call.ToJsonString())));
        Assert.Superset(
            new HashSet<string> { "GET", "PUT", "PATCH", "POST", "DELETE" },
            Calls.Select(call => (string)call["method"]!).ToHashSet()
        );
        Assert.Superset(
            new HashSet<string>
            {
                "look",
                "deploy",
                "grant",
                "open",
                "import",
                "settle",
                "tamper",
                "find drift",
                "repair",
                "withdraw",
                "clean up",
            },
            Calls.Select(call => (string)call["step"]!).ToHashSet()
        );
    }

    [Fact]
    public void No_name_no_id_no_key_and_no_text_of_people_is_in_the_file_or_the_summary() =>
        Assert.All(
            recorded.Private,
            text =>
            {
                Assert.DoesNotContain(text, string.Join('\n', recorded.Lines), StringComparison.Ordinal);
                Assert.DoesNotContain(text, recorded.Summary, StringComparison.Ordinal);
            }
        );

    [Fact]
    public void Keys_are_told_apart_and_not_told()
    {
        var secrets = Calls.Single(call => ((string)call["path"]!).EndsWith("/listSecrets", StringComparison.Ordinal))[
            "answer"
        ]!.AsObject();

        Assert.Equal(["secret-1", "secret-2"], secrets.Select(field => (string)field.Value!));
    }

    [Fact]
    public void What_is_somebody_elses_is_left_out_and_said_to_be()
    {
        var lists = Calls.Where(call => call["omitted"] is not null).Select(call => ((string)call["path"]!).Split('/')[^1]).ToHashSet();

        Assert.Superset(new HashSet<string> { "apis", "products", "deployments" }, lists);
        Assert.Contains(Calls, call => call["foreign"] is not null && call["answer"] is null);
    }

    [Fact]
    public void Equal_names_stay_equal()
    {
        var names = Calls
            .Select(call => ((string)call["path"]!).Split('/'))
            .Where(path => path.Length > 8)
            .Select(path => (path[2], path[4], path[6], path[8]));

        Assert.Equal(2, names.Where(name => name.Item3 is "Microsoft.ApiManagement" or "Microsoft.CognitiveServices").Distinct().Count());
    }

    [Fact]
    public void A_name_has_one_other_name_and_keeps_its_case()
    {
        var redactor = new Redactor();
        redactor.Learn(Account);

        Assert.Equal(
            "/subscriptions/a0000000-0000-0000-0000-000000000001/resourceGroups/group1/providers/Microsoft.CognitiveServices/accounts/account1",
            redactor.Text(Account)
        );
        Assert.Equal(
            "/subscriptions/a0000000-0000-0000-0000-000000000001/resourcegroups/GROUP1",
            redactor.Text("/subscriptions/11111111-2222-3333-4444-555555555555/resourcegroups/PAYMENTS-PROD")
        );
        Assert.Equal(
            "account1-openai at https://account1.openai.azure.com/openai, Group1",
            redactor.Text("northwind-openai at https://northwind.openai.azure.com/openai, payments-prod")
        );
        Assert.Equal("northwinds", redactor.Text("northwinds"));
    }

    [Fact]
    public void A_name_that_is_a_word_of_Azure_is_replaced_where_a_name_stands()
    {
        var redactor = new Redactor();
        redactor.Learn(
            "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/openai"
        );

        Assert.Equal(
            "https://account1.openai.azure.com/openai/deployments",
            redactor.Text("https://openai.openai.azure.com/openai/deployments")
        );
        Assert.Equal("/resourceGroups/group1/x", redactor.Text("/resourceGroups/rg/x"));
    }

    [Theory]
    [InlineData("https://gateway.northwind.example/openai?sig=abc", "https://host-1.example/openai?sig=abc")]
    [InlineData("mail Ann.Smith@northwind.example now", "mail text-1 now")]
    [InlineData("https://management.azure.com/x", "https://management.azure.com/x")]
    [InlineData("11111111-AAAA-3333-4444-555555555555", "A0000000-0000-0000-0000-000000000001")]
    public void Hosts_addresses_of_people_and_ids_become_others(string text, string other) =>
        Assert.Equal(other, new Redactor().Text(text));

    [Fact]
    public void Of_a_link_the_signature_is_hidden_and_the_version_stays() =>
        Assert.Equal(
            "https://management.azure.com/subscriptions/a0000000-0000-0000-0000-000000000001/providers/Microsoft.CognitiveServices/locations/x/operationResults/operation-1?api-version=2025-06-01&t=secret-1&s=secret-2",
            new Redactor().Link(
                "https://management.azure.com/subscriptions/11111111-2222-3333-4444-555555555555/providers/Microsoft.CognitiveServices/locations/x/operationResults/aGVsbG8?api-version=2025-06-01&t=639&s=hush"
            )
        );

    [Fact]
    public void Of_what_was_there_only_words_of_Azure_stay()
    {
        var redactor = new Redactor();
        redactor.Learn(Account);
        var account = JsonNode.Parse(
            $$"""
            {"id":"{{Account}}","name":"northwind","kind":"AIServices","etag":"\"x\"","tags":{"owner":"Ann"},
             "sku":{"name":"S0"},"systemData":{"createdBy":"ann@northwind.example","createdAt":"2026-01-02T03:04:05Z"},
             "properties":{"provisioningState":"Succeeded","publisherName":"Northwind Ltd.","customSubDomainName":"nw-models","endpoint":"https://nw-models.openai.azure.com/","custom":{"of":["Ann","Bob","Ann"]},"count":3} }
            """
        );

        var kept = redactor.There(account)!.ToJsonString();

        Assert.DoesNotContain("Ann", kept, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("northwind", kept, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("nw-models", kept, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"S0\"", kept, StringComparison.Ordinal);
        Assert.Contains("\"custom\":{\"of\":[\"text-3\",\"text-4\",\"text-3\"]}", kept, StringComparison.Ordinal);
        Assert.Contains(
            "\"customSubDomainName\":\"account2\",\"endpoint\":\"https://account2.openai.azure.com/\"",
            kept,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_write_that_was_sent_is_waited_for_whoever_wants_to_stop()
    {
        using var stop = new CancellationTokenSource();
        using var lines = new StringWriter();
        using var network = new SlowNetwork();
        using var recorder = new EvidenceRecorder(network, lines, new Redactor(), []);
        using var client = new HttpMessageInvoker(recorder);
        var request = new HttpRequestMessage(HttpMethod.Put, "https://management.azure.com/x?api-version=1");

        async Task StopAndAnswerAsync()
        {
            await network.Asked;
            await stop.CancelAsync();
            network.Answer("https://management.azure.com/operationresults/1?api-version=1");
        }

        var stopping = StopAndAnswerAsync();
        using var answer = await client.SendAsync(request, stop.Token);
        await stopping;

        Assert.Equal(["/operationresults/1?api-version=1"], recorder.Running);
        Assert.Contains("\"status\":202", lines.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_summary_tells_the_steps_and_counts_the_calls()
    {
        Assert.Contains("every step was verified", recorded.Summary, StringComparison.Ordinal);
        Assert.Contains("| withdraw | verified |", recorded.Summary, StringComparison.Ordinal);
        Assert.Contains(
            $"| PATCH | {Calls.Count(call => (string)call["method"]! == "PATCH")} |",
            recorded.Summary,
            StringComparison.Ordinal
        );
    }

    /// <summary>A network that answers when it is told to.</summary>
    private sealed class SlowNetwork : HttpMessageHandler
    {
        private readonly TaskCompletionSource<HttpResponseMessage> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Answer(string location) =>
            _answer.SetResult(new HttpResponseMessage(HttpStatusCode.Accepted) { Headers = { Location = new Uri(location) } });

        /// <summary>Completes once a request has been sent.</summary>
        public Task Asked => _asked.Task;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _asked.TrySetResult();
            return _answer.Task.WaitAsync(cancellationToken);
        }
    }
}
