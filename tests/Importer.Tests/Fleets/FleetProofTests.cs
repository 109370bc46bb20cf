using System.Net;
using System.Text;
using System.Xml.Linq;
using System.Xml.Schema;
using Importer.Configuration;
using Importer.Gateway;
using Importer.Policies;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;
using Xunit.Abstractions;

namespace Importer.Tests.Fleets;

/// <summary>Who joins a fleet answers a test call first; whoever is in a pool stays there whatever a test call shows.</summary>
public sealed class FleetProofTests(ITestOutputHelper output)
{
    private const string Gone =
        """{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}""";

    private static readonly ImporterSettings Alone = AFleet.Settings(
        AFleet.Default with
        {
            AloneToo = false,
            Boundary = FleetBoundary.Any,
        }
    );

    [Fact]
    public async Task A_member_is_called_when_its_backend_is_there_and_its_pools_do_not_name_it()
    {
        var scene = await RunningAsync("a");
        var seen = new List<(Uri Url, string? Key, bool IsThere, bool IsNamed)>();
        scene.Models.Answer = request =>
        {
            seen.Add(
                (
                    request.RequestUri!,
                    request.Headers.GetValues("api-key").Single(),
                    scene.Gateway.Resources.ContainsKey(Backend("b")),
                    Named(scene).Contains("ai--b--gpt-4o")
                )
            );
            return null;
        };
        scene.Source.Put(AFleet.Account("b", "westus", "gpt-4o"));

        await scene.RunAsync(AnAccount.Id("b"), reason: RunReason.Event);

        var call = Assert.Single(seen);
        Assert.Equal("/ai/probe/ai--b--gpt-4o/deployments/gpt-4o/chat/completions", call.Url.AbsolutePath);
        Assert.Contains("api-version=", call.Url.Query, StringComparison.Ordinal);
        Assert.Equal(("subscription-key", true, false), (call.Key, call.IsThere, call.IsNamed));
        Assert.Equal(["PUT Backend ai--b--gpt-4o", "PUT Backend ai--gpt-4o", "PUT Backend ai--gpt-4o--rest"], Writes(scene));
        Assert.Equal(["ai--a--gpt-4o", "ai--b--gpt-4o"], Named(scene));
        await scene.NothingMoreAsync();
    }

    [Theory]
    [InlineData(404, Gone, "has no deployment of this name")]
    [InlineData(
        401,
        """{"error":{"code":"PermissionDenied","message":"The principal lacks the required data action"}}""",
        "lacks the role"
    )]
    [InlineData(429, """{"error":{"code":"429","message":"Rate limit is exceeded."}}""", "over the model's own limit")]
    [InlineData(503, """{"statusCode":503,"message":"Service Unavailable"}""", "circuit breaker is open")]
    public async Task A_member_that_does_not_answer_waits_outside_with_the_reason_and_joins_by_a_later_run(
        int status,
        string body,
        string reason
    )
    {
        var scene = await RunningAsync("a");
        scene.Models.Answer = Failing("b", status, body);
        scene.Source.Put(AFleet.Account("b", "westus", "gpt-4o"));

        var run = await scene.RunAsync(AnAccount.Id("b").Child("deployments", "gpt-4o"), reason: RunReason.Event);

        Assert.Equal(["PUT Backend ai--b--gpt-4o"], Writes(scene));
        Assert.Equal(["ai--a--gpt-4o"], Named(scene));
        var aside = Aside(run, "b");
        Assert.StartsWith("waits outside fleet 'ai'", aside.Reason, StringComparison.Ordinal);
        Assert.Contains(reason, aside.Reason, StringComparison.Ordinal);
        Assert.Equal((true, true, RunOutcome.Partial), (run.TryAgain, aside.MayPass, run.Outcome));
        Assert.DoesNotContain(run.Aliases!.Single().Members, member => member.Deployment == aside.Deployment);

        scene.Models.Answer = _ => null;
        scene.Gateway.Writes.Clear();
        var again = await scene.RunAsync(AnAccount.Id("b"), reason: RunReason.Event);

        Assert.Equal(["PUT Backend ai--gpt-4o", "PUT Backend ai--gpt-4o--rest"], scene.Gateway.Writes);
        Assert.False(again.TryAgain);
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task A_models_refusal_of_the_test_call_is_proof()
    {
        var scene = await RunningAsync("a");
        scene.Models.Answer = Failing(
            "b",
            400,
            """{"error":{"message":"Could not finish the message because max_tokens or model output limit was reached."}}"""
        );
        scene.Source.Put(AFleet.Account("b", "westus", "gpt-4o"));

        await scene.RunAsync(AnAccount.Id("b"), reason: RunReason.Event);

        Assert.Equal(["ai--a--gpt-4o", "ai--b--gpt-4o"], Named(scene));
    }

    [Fact]
    public async Task The_first_member_of_an_alias_brings_pools_and_fragment_only_once_it_has_answered()
    {
        var scene = await RunningAsync("a");
        scene.Models.Answer = Failing("b", 404, Gone);
        scene.Source.Put(AFleet.Account("b", "westus", "gpt-5"));
        await scene.RunAsync(AnAccount.Id("b"), reason: RunReason.Event);

        Assert.DoesNotContain(scene.Gateway.Resources.Keys, key => key.Name == "ai--gpt-5");
        Assert.Equal(";gpt-4o;", Live(scene));

        scene.Models.Answer = _ => null;
        scene.Gateway.Writes.Clear();
        await scene.RunAsync(AnAccount.Id("b"), reason: RunReason.Event);

        Assert.Equal(["PUT Backend ai--gpt-5", "PUT Backend ai--gpt-5--rest", "PUT Fragment ai-aliases"], scene.Gateway.Writes);
        Assert.Equal(";gpt-4o;gpt-5;", Live(scene));
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task Whoever_is_in_a_pool_is_neither_called_nor_taken_out()
    {
        var scene = await RunningAsync("a", "b");
        scene.Models.Answer = _ => Answer(404, Gone);
        scene.Models.Calls.Clear();

        await scene.RunAsync();
        scene.Source.Put(AFleet.Account("b", "westus", "gpt-4o:GlobalStandard:99"));
        await scene.RunAsync();

        Assert.DoesNotContain(scene.Models.Calls, IsProof);
        Assert.Equal(["ai--a--gpt-4o", "ai--b--gpt-4o"], Named(scene));
    }

    [Fact]
    public async Task One_that_does_not_answer_holds_up_nobody_who_joins_or_leaves_in_the_same_run()
    {
        var scene = await RunningAsync("a", "b");
        scene.Models.Answer = Failing("c", 404, Gone);
        scene.Source.Delete("b", "gpt-4o");
        scene.Source.Put(AFleet.Account("c", "westus", "gpt-4o"));
        scene.Source.Put(AFleet.Account("d", "westus", "gpt-4o"));

        await scene.RunAsync();

        Assert.Equal(["ai--a--gpt-4o", "ai--d--gpt-4o"], Named(scene));
    }

    [Fact]
    public async Task A_run_over_somebody_else_does_not_call_who_waits()
    {
        var scene = await RunningAsync("a");
        scene.Models.Answer = Failing("b", 404, Gone);
        scene.Source.Put(AFleet.Account("b", "westus", "gpt-4o"));
        await scene.RunAsync(AnAccount.Id("b"), reason: RunReason.Event);
        scene.Models.Answer = _ => null;
        scene.Models.Calls.Clear();
        scene.Gateway.Writes.Clear();

        var run = await scene.RunAsync(AnAccount.Id("a"), reason: RunReason.Event);

        Assert.Empty(scene.Models.Calls);
        Assert.Empty(scene.Gateway.Writes);
        Assert.False(run.TryAgain);
        Assert.Contains("did not look at its account", Aside(run, "b").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_calls_nobody_and_shows_the_pools_with_who_is_to_join()
    {
        var scene = await RunningAsync("a");
        scene.Source.Put(AFleet.Account("b", "westus", "gpt-4o"));
        scene.Models.Calls.Clear();

        var plan = await scene.RunAsync(mode: RunMode.Plan);

        Assert.Empty(scene.Models.Calls);
        Assert.Contains(plan.Steps, step => step is { Kind: ResourceKind.Backend, Name: "ai--gpt-4o" });
    }

    [Theory]
    [InlineData(0, 20_000)]
    [InlineData(5_000, 0)]
    public async Task Where_settings_switch_test_calls_off_members_join_without_one_and_it_is_told(int calls, int tokens)
    {
        var scene = Scene(
            Alone with
            {
                Health = new() { CallsPerDay = calls, TokensPerDay = tokens },
            },
            "a"
        );

        var run = await scene.RunAsync();

        Assert.Empty(scene.Models.Calls);
        Assert.Equal(["ai--a--gpt-4o"], Named(scene));
        Assert.Contains("joins fleet 'ai' without a test call", Aside(run, "a").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_for_test_calls_nobody_joins_and_the_way_out_is_told()
    {
        var scene = await RunningAsync("a");
        scene.Gateway.Closed = new GatewayUnreadableException(
            "API Management subscription foundry-importer-tests not found",
            mayPass: false
        );
        scene.Source.Put(AFleet.Account("b", "westus", "gpt-4o"));

        var run = await scene.RunAsync();

        Assert.Equal(["ai--a--gpt-4o"], Named(scene));
        Assert.Equal(SetAsideKind.Impossible, Aside(run, "b").Kind);
        Assert.Contains("az rest --method put", Aside(run, "b").Reason, StringComparison.Ordinal);
        Assert.Contains("set Health.CallsPerDay to 0", Aside(run, "b").Reason, StringComparison.Ordinal);
        Assert.False(run.TryAgain);
    }

    [Fact]
    public async Task A_key_that_cannot_be_read_for_now_stops_no_other_write_of_the_run()
    {
        var scene = await RunningAsync("a", "b");
        scene.Gateway.Closed = new GatewayUnreadableException("429 TooManyRequests", mayPass: true);
        scene.Source.Put(AFleet.Account("c", "westus", "gpt-4o"));
        scene.Source.Delete("b", "gpt-4o");

        var run = await scene.RunAsync();

        Assert.Equal(["ai--a--gpt-4o"], Named(scene));
        Assert.Contains("429 TooManyRequests", Aside(run, "c").Reason, StringComparison.Ordinal);
        Assert.True(run.TryAgain);
    }

    [Fact]
    public async Task A_day_without_calls_left_keeps_members_outside()
    {
        var scene = Scene(Alone with { Health = new() { CallsPerDay = 1 } }, "a", "b");

        var run = await scene.RunAsync();

        Assert.Single(scene.Models.Calls);
        Assert.Equal(["ai--a--gpt-4o"], Named(scene));
        Assert.Contains("the day's budget of test calls is used up", Aside(run, "b").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_settings_do_not_test_joins_without_a_call_and_it_is_told()
    {
        var scene = Scene(Alone);
        scene.Source.Put(AFleet.Account("a", "westus", "dall-e-3:Standard:1"));

        var run = await scene.RunAsync();

        Assert.Empty(scene.Models.Calls);
        Assert.Equal(["ai--a--dall-e-3"], Named(scene));
        Assert.Contains(run.SetAside, aside => aside.Reason.Contains("only when Health.Images is on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_member_whose_backend_was_not_written_is_not_called_and_the_others_join()
    {
        var scene = await RunningAsync("a");
        scene.Source.Put(AFleet.Account("b", "westus", "gpt-4o"));
        scene.Source.Put(AFleet.Account("c", "westus", "gpt-4o"));
        scene.Gateway.Fault = key => key == Backend("b") ? new(WriteFailureKind.Later, "busy") : null;
        scene.Models.Calls.Clear();

        var run = await scene.RunAsync();

        Assert.DoesNotContain(scene.Models.Calls, call => call.AbsolutePath.Contains("ai--b--", StringComparison.Ordinal));
        Assert.Equal(["ai--a--gpt-4o", "ai--c--gpt-4o"], Named(scene));
        Assert.True(run.TryAgain);
    }

    [Fact]
    public async Task The_key_goes_nowhere_while_the_API_of_the_test_calls_is_somebody_elses()
    {
        var scene = Scene(Alone, "a");
        scene.Gateway.AddForeign(
            new Api
            {
                Id = "ai-probe",
                DisplayName = "theirs",
                Path = "theirs",
            }
        );

        var run = await scene.RunAsync();

        Assert.Empty(scene.Models.Calls);
        Assert.Empty(Named(scene));
        Assert.Contains("not as designed, not called", Aside(run, "a").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_that_somebody_deleted_is_put_back_at_once()
    {
        var scene = await RunningAsync("a", "b");
        scene.Gateway.Remove(new(ResourceKind.Backend, "ai--gpt-4o"));
        scene.Gateway.Remove(new(ResourceKind.Backend, "ai--gpt-4o--rest"));
        scene.Models.Calls.Clear();
        scene.Models.Answer = _ => Answer(404, Gone);

        await scene.RunAsync(AnAccount.Id("a"), reason: RunReason.Event);

        Assert.DoesNotContain(scene.Models.Calls, IsProof);
        Assert.Equal(["ai--a--gpt-4o", "ai--b--gpt-4o"], Named(scene));
    }

    [Fact]
    public void The_API_of_the_test_calls_opens_for_their_subscription_alone_and_reaches_members_only()
    {
        var design = AFleet.Design(
            AFleet.Default with
            {
                Profile = new() { Products = ["ai-team"], SubscriptionRequired = false },
            },
            AFleet.Account("a", "westus", "gpt-4o")
        );
        var api = design.Resources.OfType<Api>().Single(one => one.Id == "ai-probe");
        var policy = XElement.Parse(design.Resources.OfType<ApiPolicy>().Single(one => one.Api == "ai-probe").Xml);

        Assert.True(api.SubscriptionRequired);
        Assert.Equal("ai/probe", api.Path);
        Assert.Contains(design.Resources, resource => resource is ProductLink { Api: "ai-probe", Product: "ai-team" });
        Assert.All(
            api.Definition!.Operations,
            operation => Assert.StartsWith("POST /{member}/deployments/{deployment-id}/", operation.Route, StringComparison.Ordinal)
        );
        Assert.Equal(
            [
                "base",
                "set-header",
                "set-header",
                "set-query-parameter",
                "choose",
                "authentication-managed-identity",
                "set-backend-service",
                "rewrite-uri",
            ],
            policy.Element("inbound")!.Elements().Select(element => element.Name.LocalName)
        );
        var closed = policy.Descendants("when").Single().Attribute("condition")!.Value;
        Assert.Contains("(context.Subscription?.Id ?? \"\").ToLower() != \"foundry-importer-tests\"", closed, StringComparison.Ordinal);
        Assert.Contains("\"^ai--[a-z0-9-]{1,76}$\"", closed, StringComparison.Ordinal);
        Assert.DoesNotContain(policy.Descendants(), element => element.Name.LocalName is "retry" or "llm-semantic-cache-lookup");
        Assert.All(
            policy.Elements().SelectMany(section => section.Elements()),
            element => Assert.NotNull(PolicyElementFacts.Find(element.Name.LocalName))
        );
        if (SharedMaterial.Find("policy-xsd/xsd/policies.xsd") is not { } path)
        {
            output.WriteLine("Not checked: the policy schema is not beside the repository (shared/policy-xsd).");
            return;
        }

        var schemas = new XmlSchemaSet { XmlResolver = new System.Xml.XmlUrlResolver() };
        schemas.Add(null, path);
        schemas.Compile();
        List<string> faults = [];
        new XDocument(policy).Validate(schemas, (_, fault) => faults.Add(fault.Message));
        Assert.Empty(faults);
    }

    private static bool IsProof(Uri call) => call.AbsolutePath.StartsWith("/ai/probe/", StringComparison.Ordinal);

    private static Func<HttpRequestMessage, HttpResponseMessage?> Failing(string account, int status, string body) =>
        request => request.RequestUri!.AbsolutePath.Contains($"/ai--{account}--", StringComparison.Ordinal) ? Answer(status, body) : null;

    private static HttpResponseMessage Answer(int status, string body) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static RunSetAside Aside(RunReport run, string account) =>
        run.SetAside.Single(aside =>
            aside.Deployment.Contains($"/accounts/{account}/", StringComparison.OrdinalIgnoreCase)
            && (
                aside.Reason.StartsWith("waits outside fleet 'ai'", StringComparison.Ordinal)
                || aside.Reason.StartsWith("joins fleet 'ai'", StringComparison.Ordinal)
            )
        );

    private static ResourceKey Backend(string account) => new(ResourceKind.Backend, $"ai--{account}--gpt-4o");

    private static IEnumerable<string> Named(Scene scene) =>
        scene
            .Gateway.Resources.Values.Select(found => found.Resource)
            .OfType<BackendPool>()
            .SelectMany(pool => pool.Members)
            .Select(member => member.Backend)
            .Distinct()
            .Order(StringComparer.Ordinal);

    private static string Live(Scene scene) =>
        XElement
            .Parse(((PolicyFragment)scene.Gateway.Resources[new(ResourceKind.Fragment, "ai-aliases")].Resource).Xml)
            .Elements("set-variable")
            .Single(variable => variable.Attribute("name")!.Value == "fleet-live")
            .Attribute("value")!
            .Value;

    private static IEnumerable<string> Writes(Scene scene) =>
        scene.Gateway.Writes.Where(write => !write.Contains("Role", StringComparison.Ordinal));

    private static Scene Scene(ImporterSettings settings, params string[] accounts) =>
        new Scene(settings).Holding(accounts.Select(account => AFleet.Account(account, "westus", "gpt-4o")));

    private static async Task<Scene> RunningAsync(params string[] accounts)
    {
        var scene = Scene(Alone, accounts);
        await scene.RunAsync();
        scene.Gateway.Writes.Clear();
        return scene;
    }
}
