using System.Net;
using Importer.Configuration;
using Importer.Gateway;
using Importer.Health;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Fakes;

namespace Importer.Tests;

/// <summary>No key goes where it was not looked first: what is not as designed is not called, and is never healthy.</summary>
public sealed class CheckedCallsTests
{
    private const string Elsewhere =
        """<policies><inbound><base /><set-backend-service base-url="http://127.0.0.1:9799" /></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>""";

    private readonly HealthScene _scene = new(new HealthSettings());

    public static TheoryData<string> Changes => [.. Tampering.Keys];

    // By name: what an editor of the service can change between a call and its model.
    private static Dictionary<string, Action<InMemoryGateway>> Tampering =>
        new()
        {
            ["the API's policy"] = gateway => gateway.Add(new ApiPolicy { Api = Api(gateway).Id, Xml = Elsewhere }),
            ["the API's policy is gone"] = gateway => gateway.Remove(ApiPolicy.KeyFor(Api(gateway).Id)),
            ["the backend's address"] = gateway => gateway.Add(Backend(gateway) with { Url = new Uri("https://evil.example") }),
            ["the backend's credentials"] = gateway => gateway.Add(Backend(gateway) with { Credentials = "header x" }),
            ["the backend is gone"] = gateway => gateway.Remove(Backend(gateway).Key),
            ["the API's path"] = gateway => gateway.Add(Api(gateway) with { Path = "elsewhere" }),
            ["another API on the path"] = gateway => gateway.AddForeign(Api(gateway) with { Id = "mine", OwnershipTag = null }),
            ["a key is no longer asked for"] = gateway => gateway.Add(Api(gateway) with { SubscriptionRequired = false }),
            ["the API lost its tag"] = gateway => gateway.AddForeign(Api(gateway) with { OwnershipTag = null }),
            ["an operation beside the designed one"] = gateway =>
                gateway.Add(
                    Api(gateway) with
                    {
                        Definition = new()
                        {
                            Operations =
                            [
                                .. Api(gateway).Definition!.Operations,
                                new("mine", "POST", "/deployments/gpt-4o/chat/completions"),
                            ],
                        },
                    }
                ),
            ["the operation's policy"] = gateway => gateway.OperationPolicies[$"{Api(gateway).Id}/{Chat(gateway)}"] = Elsewhere,
            ["the operation's policy cannot be read"] = gateway =>
                gateway.OperationPolicies[$"{Api(gateway).Id}/{Chat(gateway)}"] = "<policies><inbound>",
        };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task What_is_not_as_designed_is_not_called_and_never_healthy(string change)
    {
        await _scene.ImportAsync("contoso", "gpt-4o");
        await _scene.RoundAsync();
        Assert.Single(_scene.Called());
        Tampering[change](_scene.Gateway);

        var check = Assert.Single((await _scene.RoundAsync()).Checks);

        Assert.Empty(_scene.Called());
        Assert.Equal(ProbeStatus.Unhealthy, check.Status);
        Assert.StartsWith("not as designed, not called: ", check.Cause, StringComparison.Ordinal);
        Assert.NotEmpty(check.Fix!);
        Assert.Null(check.HttpStatus);
    }

    [Theory]
    [InlineData("""<set-backend-service base-url="http://127.0.0.1:9799" />""", false)]
    [InlineData("""<set-backend-service backend-id="nowhere" />""", false)]
    [InlineData(
        """<choose><when condition="@(true)"><set-backend-service backend-id="contoso-openai-ai-endpoint" /></when></choose>""",
        false
    )]
    [InlineData("", false)]
    [InlineData(
        """<set-backend-service backend-id="contoso-openai-ai-endpoint" /><ip-filter action="forbid"><address>10.0.0.1</address></ip-filter>""",
        true
    )]
    [InlineData("""<set-backend-service backend-id="theirs" />""", true)]
    public async Task A_policy_that_people_keep_is_called_only_where_it_leads_to_the_account(string inbound, bool isCalled)
    {
        var scene = new HealthScene(new(), new() { DriftIgnore = [IgnorableField.Policy] });
        await scene.ImportAsync("contoso", "gpt-4o");
        await scene.RoundAsync();
        scene.Called();
        scene.Gateway.AddForeign(new Backend { Id = "theirs", Url = Backend(scene.Gateway).Url });
        scene.Gateway.Add(
            new ApiPolicy { Api = Api(scene.Gateway).Id, Xml = $"<policies><inbound><base />{inbound}</inbound></policies>" }
        );

        var check = Assert.Single((await scene.RoundAsync()).Checks);

        Assert.Equal(isCalled, scene.Called().Count == 1);
        Assert.Equal(isCalled ? ProbeStatus.Healthy : ProbeStatus.Unhealthy, check.Status);
    }

    [Fact]
    public async Task A_run_that_wrote_nothing_does_not_call_past_the_policy_of_an_operation()
    {
        await _scene.ImportAsync("contoso", "gpt-4o");
        _scene.Gateway.OperationPolicies[$"{Api(_scene.Gateway).Id}/{Chat(_scene.Gateway)}"] = Elsewhere;

        var run = await _scene.RunAsync(Builders.ADeployment.Of("gpt-4o", "contoso").Id);

        Assert.Empty(_scene.Called());
        Assert.Equal(CauseCode.GatewayChanged, Assert.Single(run.Probes).Code);
    }

    [Fact]
    public async Task What_decides_nothing_stops_no_call()
    {
        await _scene.ImportAsync("contoso", "gpt-4o");
        _scene.Gateway.Add(Api(_scene.Gateway) with { Description = "ours", DisplayName = "Ours" });
        _scene.Gateway.OperationPolicies[$"{Api(_scene.Gateway).Id}/{Chat(_scene.Gateway)}"] =
            """<policies><inbound><base /><rate-limit calls="1" renewal-period="60" /></inbound></policies>""";

        Assert.Equal(ProbeStatus.Healthy, Assert.Single((await _scene.RoundAsync()).Checks).Status);
    }

    [Fact]
    public async Task Without_a_subscription_nothing_is_tested_and_a_person_is_told_once()
    {
        await _scene.ImportAsync("contoso", "gpt-4o", "gpt-4o-mini");
        _scene.Gateway.Closed = new GatewayUnreadableException(
            "API Management subscription foundry-importer-tests not found",
            mayPass: false
        );

        var round = await _scene.RoundAsync();
        var report = new ReportDocument { GeneratedAt = default, Health = round };
        var told = Assert.Single(ReportAttentions.Of(report, []));

        Assert.Empty(_scene.Called());
        Assert.All(round.Checks, check => Assert.Equal((ProbeStatus.Skipped, CauseCode.NoSubscription), (check.Status, check.Code)));
        Assert.Contains("2 of 2 are not tested", told.What, StringComparison.Ordinal);
        Assert.Contains("Health.Subscription", told.Fix, StringComparison.Ordinal);
        Assert.Equal(RunOutcome.Succeeded, (await _scene.RunAsync(null)).Outcome);
    }

    [Fact]
    public async Task The_key_that_an_answer_gives_back_is_in_no_report_and_no_store()
    {
        const string Key = "subscription-key";
        const string Token = "Bearer planted.token";
        await _scene.ImportAsync("contoso", "gpt-4o");
        foreach (
            var answer in new Func<HttpResponseMessage>[]
            {
                () => HealthScene.Answer(400, $$$"""{"error":{"message":"key {{{Key}}} and {{{Token}}}","code":"{{{Key}}}"}}"""),
                () => HealthScene.Answer(400, """{"error":{"message":"key subscription\u002dkey"}}"""),
                () => HealthScene.Answer(500, $$"""{"statusCode":500,"message":"{{Key}}"}"""),
                () =>
                    new HttpResponseMessage(HttpStatusCode.OK)
                    {
                        Content = new StringContent("x", new System.Net.Http.Headers.MediaTypeHeaderValue("text/plain"))
                        {
                            Headers = { ContentType = new($"text/{Key}") },
                        },
                    },
                () => throw new HttpRequestException($"refused {Key}"),
            }
        )
        {
            _scene.Models.Answer = _ => answer();
            var round = await _scene.RoundAsync();
            var run = await _scene.RunAsync(Builders.ADeployment.Of("gpt-4o", "contoso").Id);

            Assert.Contains("(removed)", Assert.Single(round.Checks).Cause, StringComparison.Ordinal);
            Assert.Contains("(removed)", Assert.Single(run.Probes).Cause, StringComparison.Ordinal);
            Assert.All(
                [
                    run.Probes[0].Cause!,
                    PlanMarkdown.Write(run),
                    ReportMarkdown.Write(
                        new ReportDocument
                        {
                            GeneratedAt = default,
                            Health = round,
                            Runs = [run],
                        }
                    ),
                    .. _scene.Store.Texts,
                ],
                text =>
                    Assert.False(
                        text.Contains(Key, StringComparison.OrdinalIgnoreCase) || text.Contains("planted", StringComparison.Ordinal),
                        text
                    )
            );
        }
    }

    [Fact]
    public async Task An_answer_is_read_to_a_megabyte_and_no_further()
    {
        await _scene.ImportAsync("contoso", "gpt-4o");
        using var endless = new EndlessStream();
        _scene.Models.Answer = _ => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StreamContent(endless) { Headers = { ContentType = new("application/json") } },
        };

        var check = Assert.Single((await _scene.RoundAsync()).Checks);

        Assert.Equal((ProbeStatus.Unhealthy, CauseCode.EmptyAnswer), (check.Status, check.Code));
        Assert.Contains("more than 1 MB", check.Cause, StringComparison.Ordinal);
        Assert.InRange(endless.Given, ProbeAnswer.MaxBytes, ProbeAnswer.MaxBytes + 1);
    }

    private static Api Api(InMemoryGateway gateway) =>
        gateway.Resources.Values.Select(found => found.Resource).OfType<Api>().First(api => api.Id != "mine");

    private static Backend Backend(InMemoryGateway gateway) =>
        gateway.Resources.Values.Select(found => found.Resource).OfType<Backend>().Single();

    private static string Chat(InMemoryGateway gateway) =>
        Api(gateway)
            .Definition!.Operations.Single(operation => operation.UrlTemplate.EndsWith("/chat/completions", StringComparison.Ordinal))
            .Name;

    private sealed class EndlessStream : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => Given;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)' ');
            Given += count;
            return count;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
