using Importer.Configuration;
using Importer.Gateway;
using Importer.Policies;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests;

/// <summary>
/// What the policy of an API that people made has and the importer's has not is named before it goes, and goes only when a person insists.
/// </summary>
public sealed class DroppedPoliciesTests
{
    private const string Target = """<set-backend-service backend-id="team-ai-endpoint" />""";

    private static readonly ResourceKey Team = Api.KeyFor("team");

    [Theory]
    [InlineData(
        "inbound",
        """<ip-filter action="allow"><address>10.0.0.1</address></ip-filter>""",
        "inbound: <ip-filter action=\"allow\"><address>10.0.0.1</address></ip-filter>"
    )]
    [InlineData(
        "inbound",
        """<llm-token-limit counter-key="@(context.Subscription.Id)" tokens-per-minute="1000" estimate-prompt-tokens="true" />""",
        "inbound: <llm-token-limit "
    )]
    [InlineData(
        "inbound",
        """<azure-openai-token-limit counter-key="a" tokens-per-minute="1000" estimate-prompt-tokens="true" />""",
        "inbound: <llm-token-limit "
    )]
    [InlineData("inbound", """<rate-limit calls="5" renewal-period="60" />""", "inbound: <rate-limit ")]
    [InlineData("inbound", """<llm-content-safety backend-id="safety" shield-prompt="true" />""", "inbound: <llm-content-safety ")]
    [InlineData(
        "inbound",
        """<validate-jwt header-name="x-token"><issuers><issuer>https://example.org</issuer></issuers></validate-jwt>""",
        "inbound: <validate-jwt "
    )]
    [InlineData(
        "inbound",
        """<choose><when condition="@(true)"><check-header name="x-team" failed-check-httpcode="401" failed-check-error-message="no" ignore-case="true"><value>a</value></check-header></when></choose>""",
        "inbound: <check-header "
    )]
    [InlineData("inbound", """<include-fragment fragment-id="house-rules" />""", "inbound: <include-fragment ")]
    [InlineData(
        "inbound",
        """<set-header name="x-team" exists-action="override"><value>a</value></set-header>""",
        "inbound: <set-header name=\"x-team\""
    )]
    [InlineData("outbound", """<set-header name="x-powered-by" exists-action="delete" />""", "outbound: <set-header ")]
    [InlineData("on-error", """<return-response><set-status code="500" reason="x" /></return-response>""", "on-error: <return-response>")]
    public async Task Each_element_that_goes_is_named_and_refuses_until_somebody_insists(string section, string element, string named)
    {
        var scene = Portal(section, element);

        var plan = await scene.DoAsync(ManualActionKind.Adopt, "team", RunMode.Plan);
        var refused = await scene.DoAsync(ManualActionKind.Adopt, "team");

        Assert.All([plan, refused], run => Assert.Equal(RunOutcome.Refused, run.Outcome));
        Assert.All([plan, refused], run => Assert.Contains("\"insist\": true", run.Error, StringComparison.Ordinal));
        Assert.All([plan, refused], run => Assert.Contains(named, Assert.Single(Gone(run)), StringComparison.Ordinal));
        Assert.Empty(scene.Gateway.Writes);

        var insisted = await scene.DoAsync(ManualActionKind.Adopt, "team", insist: true);
        Assert.Equal((RunOutcome.Succeeded, ""), (insisted.Outcome, insisted.Error ?? ""));
        Assert.Contains(named, Assert.Single(Gone(insisted)), StringComparison.Ordinal);
        Assert.NotNull(scene.Gateway.Resources[Team].OwnershipTag);
    }

    [Fact]
    public async Task Who_insists_does_so_for_every_plan_of_the_run()
    {
        var scene = Portal("inbound", """<rate-limit calls="5" renewal-period="60" />""");
        var changes = 1;
        scene.Gateway.Fault = key => key == Team && changes-- > 0 ? new WriteFailure(WriteFailureKind.Changed, "412") : null;

        var insisted = await scene.DoAsync(ManualActionKind.Adopt, "team", insist: true);

        Assert.Equal((RunOutcome.Succeeded, ""), (insisted.Outcome, insisted.Error ?? ""));
        Assert.NotNull(scene.Gateway.Resources[Team].OwnershipTag);
    }

    [Fact]
    public async Task Each_of_several_is_a_sentence_of_its_own_and_a_second_of_a_kind_counts()
    {
        var scene = Portal(
            "inbound",
            """<rate-limit-by-key calls="5" renewal-period="60" counter-key="a" /><rate-limit-by-key calls="9" renewal-period="9" counter-key="b" /><ip-filter action="forbid"><address>10.0.0.1</address></ip-filter>""",
            new()
            {
                RateLimit = new() { Calls = 5, RenewalPeriodSeconds = 60 },
            }
        );

        var plan = await scene.DoAsync(ManualActionKind.Adopt, "team", RunMode.Plan);

        Assert.Equal(2, Gone(plan).Count);
        Assert.Contains("calls=\"9\"", Gone(plan)[0], StringComparison.Ordinal);
        Assert.Contains("ip-filter", Gone(plan)[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""<authentication-managed-identity resource="https://cognitiveservices.azure.com" />""")]
    [InlineData("""<set-header name="api-key" exists-action="override"><value>{{the-key}}</value></set-header>""")]
    [InlineData("""<choose><when condition="@(true)"><set-backend-service backend-id="team-ai-endpoint" /></when></choose>""")]
    public async Task How_the_gateway_gets_to_the_model_is_said_anew_and_is_no_loss(string element)
    {
        var scene = Portal("inbound", element);

        Assert.Equal(RunOutcome.Succeeded, (await scene.DoAsync(ManualActionKind.Adopt, "team")).Outcome);
    }

    [Fact]
    public async Task What_the_settings_name_is_no_loss()
    {
        var scene = Portal(
            "inbound",
            """<include-fragment fragment-id="house-rules" /><rate-limit-by-key calls="5" renewal-period="60" counter-key="a" />""",
            new()
            {
                Extra = "house-rules",
                RateLimit = new() { Calls = 9, RenewalPeriodSeconds = 60 },
            }
        );
        scene.Gateway.Prerequisites = new() { Fragments = ["house-rules"] };

        Assert.Equal(RunOutcome.Succeeded, (await scene.DoAsync(ManualActionKind.Adopt, "team")).Outcome);
    }

    [Fact]
    public async Task Who_insists_on_dropping_has_not_insisted_on_withdrawing_the_API_that_the_importer_made_before()
    {
        var scene = Portal("inbound", """<ip-filter action="forbid"><address>10.0.0.1</address></ip-filter>""");
        await scene.RunAsync();

        await scene.DoAsync(ManualActionKind.Adopt, "team", insist: true);

        Assert.Contains(Api.KeyFor("contoso-openai"), scene.Gateway.Resources.Keys);
    }

    [Fact]
    public async Task A_policy_that_people_keep_for_themselves_loses_nothing()
    {
        var scene = Portal(
            "inbound",
            """<ip-filter action="forbid"><address>10.0.0.1</address></ip-filter>""",
            drift: [IgnorableField.Policy]
        );

        Assert.Empty(Gone(await scene.DoAsync(ManualActionKind.Adopt, "team")));
    }

    [Theory]
    [InlineData(
        """<set-backend-service base-url="https://models.example.org/v1" />""",
        "https://models.example.org/v1, which is no endpoint"
    )]
    [InlineData("""<set-backend-service base-url="@(context.Variables["x"])" />""", "is no XML")]
    [InlineData("""<set-backend-service base-url="{{somewhere}}" />""", "from which no account can be read")]
    [InlineData("""<include-fragment fragment-id="not-there" />""", "includes fragment not-there, which was not found")]
    public async Task Where_calls_go_is_read_from_policies_of_operations_and_fragments_too(string element, string reason)
    {
        var byOperation = Portal("inbound", "");
        byOperation.Gateway.AddForeign(
            new OperationPolicy
            {
                Api = "team",
                Operation = "chat",
                Xml = $"<policies><inbound><base />{element}</inbound></policies>",
            }
        );
        var byFragment = Portal("inbound", """<include-fragment fragment-id="house-rules" />""");
        byFragment.Gateway.Fragments["house-rules"] = $"<fragment>{element}</fragment>";

        foreach (var scene in new[] { byOperation, byFragment })
        {
            var run = await scene.DoAsync(ManualActionKind.Adopt, "team", insist: true);
            Assert.Equal(RunOutcome.Refused, run.Outcome);
            Assert.Contains(reason, run.Error, StringComparison.Ordinal);
            Assert.Empty(scene.Gateway.Writes);
        }
    }

    [Fact]
    public async Task The_policy_of_an_operation_that_sends_nothing_elsewhere_is_named()
    {
        var scene = Portal("inbound", "");
        scene.Gateway.AddForeign(
            new OperationPolicy
            {
                Api = "team",
                Operation = "chat",
                Xml = "<policies><inbound><base /><ip-filter action=\"allow\"><address>10.0.0.1</address></ip-filter></inbound></policies>",
            }
        );

        var run = await scene.DoAsync(ManualActionKind.Adopt, "team", RunMode.Plan);

        Assert.Contains(
            run.SetAside,
            aside => aside.Reason.Contains("operation chat of API team has a policy of its own", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Secrets_in_what_goes_are_hidden() =>
        Assert.DoesNotContain(
            "abc-the-key",
            Assert.Single(
                PolicyLosses.Between(
                    """<policies><inbound><set-header name="x-token"><value>abc-the-key</value></set-header></inbound></policies>""",
                    "<policies />"
                )
            ),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("by its backend")]
    [InlineData("by its address")]
    [InlineData("by its web service URL")]
    public async Task An_API_that_people_made_and_that_calls_the_account_already_is_named_by_the_plan_that_makes_one_beside_it(string how)
    {
        var scene = Portal("inbound", "");
        if (how == "by its address")
        {
            scene.Gateway.Add(
                new ApiPolicy
                {
                    Api = "team",
                    Xml = Policy("inbound", "")
                        .Replace(
                            "backend-id=\"team-ai-endpoint\"",
                            "base-url=\"https://contoso.openai.azure.com/openai\"",
                            StringComparison.Ordinal
                        ),
                }
            );
        }
        else if (how == "by its web service URL")
        {
            scene.Gateway.Remove(ApiPolicy.KeyFor("team"));
            scene.Gateway.Add((Api)scene.Gateway.Resources[Team].Resource with { ServiceUrl = "https://contoso.openai.azure.com/openai" });
        }

        var plan = await scene.RunAsync(mode: RunMode.Plan);
        var run = await scene.RunAsync(reason: RunReason.Event);

        Assert.All(
            [plan, run],
            each =>
                Assert.Contains(
                    "POST /api/import with \"adopt\": \"team\"",
                    Assert.Single(each.SetAside, aside => aside.Deployment == "team").Reason,
                    StringComparison.Ordinal
                )
        );
        Assert.Equal(RunOutcome.Succeeded, run.Outcome);
        Assert.DoesNotContain((await scene.RunAsync(mode: RunMode.Plan)).SetAside, aside => aside.Deployment == "team");
    }

    [Fact]
    public async Task An_API_of_people_that_calls_something_else_is_not_named()
    {
        var scene = Portal("inbound", "");
        scene.Gateway.Add(new Backend { Id = "team-ai-endpoint", Url = new Uri("https://example.org/openai") });

        Assert.Empty((await scene.RunAsync(mode: RunMode.Plan)).SetAside);
    }

    private static IReadOnlyList<string> Gone(RunReport run) =>
        [
            .. run
                .SetAside.Select(aside => aside.Reason)
                .Where(reason => reason.Contains("so it goes from API team", StringComparison.Ordinal)),
        ];

    private static Scene Portal(
        string section,
        string element,
        PolicySettings? policies = null,
        IReadOnlyList<IgnorableField>? drift = null
    )
    {
        var scene = new Scene(TheSettings.With(new() { Policies = policies ?? new(), DriftIgnore = drift ?? [] }));
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        scene.Gateway.Add(new Backend { Id = "team-ai-endpoint", Url = new Uri("https://contoso.openai.azure.com/openai") });
        scene.Gateway.Add(
            new Api
            {
                Id = "team",
                DisplayName = "Team",
                Description = "Made by hand.",
                Path = "team/openai",
                Definition = new ApiDefinition { Operations = [new("chat", "POST", "/deployments/{deployment-id}/chat/completions")] },
            }
        );
        scene.Gateway.Add(new ApiPolicy { Api = "team", Xml = Policy(section, element) });
        scene.Gateway.Fragments["house-rules"] = "<fragment />";
        scene.Gateway.Add(Importer.Design.Roles.For(AnAccount.Id("contoso"), [], AccessMode.Ensure));
        return scene;
    }

    private static string Policy(string section, string element)
    {
        string Of(string name) => $"<{name}><base />{(name == "inbound" ? Target : "")}{(name == section ? element : "")}</{name}>";
        return $"<policies>{Of("inbound")}{Of("backend")}{Of("outbound")}{Of("on-error")}</policies>";
    }
}
