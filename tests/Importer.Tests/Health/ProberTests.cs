using System.Net;
using System.Text;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Health;
using Importer.Reconciliation;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Importer.Tests.Health;

/// <summary>How long a fresh deployment is waited for.</summary>
public sealed class ProberTests : IDisposable
{
    private static readonly ProbeTarget Target = new()
    {
        Deployment = ADeployment.Of("gpt-4o"),
        Api = "contoso-openai",
        Path = "contoso/openai",
        Compatibility = Compatibility.AzureOpenAI,
        ApiVersion = "2024-10-21",
        KeyHeader = "api-key",
        IsFresh = true,
    };

    private readonly ScriptedModels _models = new();
    private readonly InMemorySource _source = new();
    private readonly WaitlessClock _clock = new();

    public ProberTests() => _source.Put(AnAccount.With("contoso", "gpt-4o"));

    public void Dispose() => _models.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_deployment_that_was_deleted_meanwhile_is_not_waited_for(bool withItsAccount)
    {
        Answer(
            HttpStatusCode.NotFound,
            "DeploymentNotFound",
            after: 3,
            () =>
            {
                if (withItsAccount)
                {
                    _source.DeleteAccount("contoso");
                }
                else
                {
                    _source.Delete("contoso", "gpt-4o");
                }
            }
        );

        var result = await ProbeAsync();

        Assert.Equal(
            (ProbeStatus.Skipped, CauseCode.DeploymentNotFound, "the deployment was deleted while it was tested"),
            (result.Status, result.Code, result.Cause)
        );
        Assert.InRange(_clock.Waited, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_deployment_that_is_there_is_waited_for_to_the_end_and_a_reading_that_failed_proves_nothing()
    {
        Answer(
            HttpStatusCode.NotFound,
            "DeploymentNotFound",
            after: 3,
            () =>
            {
                _source.Delete("contoso", "gpt-4o");
                _source.Unread.Add(new(AnAccount.Id("contoso"), "HTTP 503", MayPass: true));
            }
        );

        Assert.Equal(ProbeStatus.Pending, (await ProbeAsync()).Status);
        Assert.InRange(_clock.Waited, TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(60));
        Assert.InRange(_source.Reads, 2, 12);
    }

    [Fact]
    public async Task A_role_on_its_way_is_waited_for_without_asking()
    {
        Answer(HttpStatusCode.Unauthorized, "PermissionDenied", after: 1, () => { });

        Assert.Equal(ProbeStatus.Pending, (await ProbeAsync()).Status);
        Assert.Equal(0, _source.Reads);
    }

    private void Answer(HttpStatusCode status, string code, int after, Action then)
    {
        var calls = 0;
        _models.Answer = _ =>
        {
            if (++calls == after)
            {
                then();
            }

            return new HttpResponseMessage(status)
            {
                Content = new StringContent($$"""{"error":{"code":"{{code}}","message":"no"} }""", Encoding.UTF8, "application/json"),
            };
        };
    }

    private async Task<ProbeResult> ProbeAsync()
    {
        using var http = new HttpClient(_models, disposeHandler: false);
        var patience = new ProbeRetryOptions(TimeSpan.FromMinutes(1), 40)
        {
            IsGoneAsync = new DeploymentPresence(_source, _clock).IsGoneAsync,
        };
        var access = new GatewayAccess { Url = new Uri("https://contoso-apim.azure-api.net"), SubscriptionKey = "key" };
        return Assert.Single(
            await new Prober(http, new(), _clock, NullLogger<Prober>.Instance).ProbeAsync(
                [Target],
                access,
                patience,
                CancellationToken.None
            )
        );
    }

    /// <summary>A clock that is moved by those who wait between two calls; deadlines of calls never come.</summary>
    private sealed class WaitlessClock : TimeProvider
    {
        private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

        public TimeSpan Waited { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Waited.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > LongestPause || dueTime < TimeSpan.Zero)
            {
                return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
            }

            Waited += dueTime;
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
