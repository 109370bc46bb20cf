using System.Xml.Linq;
using System.Xml.Schema;
using Importer.Configuration;
using Importer.Fleets;
using Importer.Gateway;
using Importer.Policies;
using Xunit.Abstractions;

namespace Importer.Tests.Fleets;

public sealed class FleetPolicyTests(ITestOutputHelper output)
{
    private static readonly FleetSettings Fleet = AFleet.Default with
    {
        Boundary = FleetBoundary.Any,
        Profile = new()
        {
            Policies = new()
            {
                TokenLimit = new() { TokensPerMinute = 1000 },
                RateLimit = new() { Calls = 10, RenewalPeriodSeconds = 60 },
                ContentSafety = new() { BackendId = "safety", ShieldPrompt = true },
                Extra = "house",
            },
        },
    };

    private static readonly FleetDesign Design = AFleet.Design(Fleet, AFleet.Account("a", "westus", "gpt-4o", "text-embedding-3-small"));

    private static XElement Policy(string api) =>
        XElement.Parse(Design.Resources.OfType<ApiPolicy>().Single(policy => policy.Api == api).Xml);

    private static XElement Fragment => XElement.Parse(Design.Resources.OfType<PolicyFragment>().Single().Xml);

    [Fact]
    public void The_alias_is_found_first_then_come_limits_and_filters_and_then_the_call_becomes_one_of_a_deployment()
    {
        Assert.Equal(
            [
                "base",
                "set-header",
                "set-header",
                "set-query-parameter",
                "set-variable",
                "set-variable",
                "include-fragment",
                "authentication-managed-identity",
                "choose",
                "rate-limit-by-key",
                "choose",
                "include-fragment",
                "rewrite-uri",
                "set-query-parameter",
                "set-variable",
                "set-variable",
                "set-variable",
                "set-variable",
            ],
            Policy("ai--openai").Element("inbound")!.Elements().Select(element => element.Name.LocalName)
        );
        Assert.Equal(["ai-aliases", "house"], PolicyTargets.Fragments(Policy("ai--openai").ToString()));
    }

    [Fact]
    public void Each_try_chooses_anew_and_no_policy_and_no_fragment_names_a_member()
    {
        var loop = Policy("ai--openai-v1").Element("backend")!.Element("retry")!;

        Assert.Equal(
            ["set-variable", "set-variable", "set-backend-service", "set-variable", "forward-request", "set-variable", "choose"],
            loop.Elements().Select(element => element.Name.LocalName)
        );
        Assert.Equal("0", loop.Attribute("interval")!.Value);
        Assert.DoesNotContain(
            Policy("ai--openai-v1").Descendants("set-variable"),
            variable => variable.Attribute("value")!.Value.Length == 0
        );
        Assert.DoesNotContain(
            "ai--a--",
            string.Concat(
                Design.Resources.Select(resource =>
                    resource switch
                    {
                        ApiPolicy policy => policy.Xml,
                        PolicyFragment fragment => fragment.Xml,
                        _ => "",
                    }
                )
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Limits_count_by_caller_and_alias() =>
        Assert.Equal(
            "@(context.Subscription.Id + \":\" + (string)context.Variables[\"fleet-alias\"])",
            Policy("ai--openai").Descendants("llm-token-limit").Single().Attribute("counter-key")!.Value
        );

    [Fact]
    public void The_fragment_says_which_aliases_there_are_and_what_each_can_do()
    {
        var variables = Fragment
            .Elements("set-variable")
            .ToDictionary(one => one.Attribute("name")!.Value, one => one.Attribute("value")!.Value);

        Assert.Equal(";gpt-4o;text-embedding-3-small;", variables["fleet-known"]);
        Assert.Equal(";gpt-4o/chat/completions;text-embedding-3-small/embeddings;", variables["fleet-can"]);
        Assert.Equal(
            ["200", "404", "200", "400", "503"],
            Fragment.Descendants("set-status").Select(status => status.Attribute("code")!.Value)
        );
        Assert.DoesNotContain("{{", Fragment.ToString(), StringComparison.Ordinal);
        Assert.Empty(Fragment.Descendants("include-fragment").Concat(Fragment.Descendants("base")));
        using var list = System.Text.Json.JsonDocument.Parse(Fragment.Descendants("set-body").First().Value);
        Assert.Equal(2, list.RootElement.GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData("ai--openai", 9)]
    [InlineData("ai--openai-v1", 7)]
    public void The_APIs_have_the_operations_of_deployments_and_no_server(string api, int operations)
    {
        var definition = Design.Resources.OfType<Api>().Single(one => one.Id == api).Definition!;

        Assert.Equal(operations, definition.Operations.Count);
        Assert.Contains(definition.Operations, operation => operation.Route == "GET /models/{model}");
        Assert.DoesNotContain(definition.Operations, operation => operation.UrlTemplate.Contains("responses", StringComparison.Ordinal));
        Assert.DoesNotContain("servers", definition.OpenApi!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_changes_neither_policy_nor_fragment_nor_API()
    {
        var more = AFleet.Design(
            Fleet,
            AFleet.Account("a", "westus", "gpt-4o", "text-embedding-3-small"),
            AFleet.Account("b", "westus", "gpt-4o:ProvisionedManaged:9")
        );

        Assert.Equal(Lasting(Design), Lasting(more));

        static IEnumerable<string> Lasting(FleetDesign design) =>
            design
                .Resources.Where(resource => resource is not (Backend or BackendPool))
                .Select(resource =>
                    resource switch
                    {
                        ApiPolicy policy => policy.Xml,
                        PolicyFragment fragment => fragment.Xml + fragment.OwnershipTag,
                        Api api => $"{api.Id} {api.OwnershipTag}",
                        _ => resource.Key.ToString(),
                    }
                );
    }

    [Theory]
    [InlineData("ai--openai")]
    [InlineData("ai--openai-v1")]
    public void A_call_that_no_operation_takes_and_a_key_that_is_refused_are_not_the_fault_of_a_deployment(string api)
    {
        // A gateway's log: { "source": "configuration", "reason": "OperationNotFound", …, "section": "backend" }.
        Assert.All(
            Policy(api)
                .Element("on-error")!
                .Descendants("when")
                .Select(branch => branch.Attribute("condition")!.Value)
                .Where(condition => condition.Contains("LastError.Section == \"backend\"", StringComparison.Ordinal)),
            condition =>
                Assert.Contains(
                    "context.LastError.Section == \"backend\" && context.LastError.Source != \"configuration\" && context.LastError.Source != \"authorization\"",
                    condition,
                    StringComparison.Ordinal
                )
        );
        // The branch that explains doubled paths knows that error, and it is the last one.
        Assert.Equal(
            [Policy(api).Element("on-error")!.Elements().Last().Element("when")!.ToString()],
            Policy(api)
                .Descendants("when")
                .Select(branch => branch.ToString())
                .Where(branch => branch.Contains("OperationNotFound", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_fleet_explains_doubled_paths_unless_settings_say_otherwise(bool isExplained)
    {
        var fleet = isExplained ? Fleet : Fleet with { Profile = new() { Policies = new() { ExplainWrongPaths = false } } };
        var design = AFleet.Design(fleet, AFleet.Account("a", "westus", "gpt-4o"));

        Assert.All(
            design.Resources.OfType<ApiPolicy>().Where(policy => policy.Api != "ai-probe"),
            policy =>
            {
                var last = XElement.Parse(policy.Xml).Element("on-error")!.Elements().Last().ToString();
                Assert.Equal(isExplained, last.Contains("OperationNotFound", StringComparison.Ordinal));
                Assert.Equal(isExplained, policy.Xml.Contains("OperationNotFound", StringComparison.Ordinal));
            }
        );
    }

    [Fact]
    public void Every_element_stands_where_it_may_and_the_published_schema_takes_it()
    {
        foreach (
            var element in Policy("ai--openai")
                .Elements()
                .SelectMany(section => section.Descendants())
                .Select(element => element.Name.LocalName)
                .Distinct()
                .Where(name =>
                    name is not ("when" or "value" or "set-status" or "set-body" or "categories" or "category" or "blocklists" or "id")
                )
        )
        {
            Assert.NotNull(PolicyElementFacts.Find(element));
        }

        if (SharedMaterial.Find("policy-xsd/xsd/policies.xsd") is not { } path)
        {
            output.WriteLine("Not checked: the policy schema is not beside the repository (shared/policy-xsd).");
            return;
        }

        var schemas = new XmlSchemaSet { XmlResolver = new System.Xml.XmlUrlResolver() };
        schemas.Add(null, path);
        schemas.Compile();
        List<string> faults = [];
        new XDocument(Policy("ai--openai")).Validate(schemas, (_, fault) => faults.Add(fault.Message));
        new XDocument(Policy("ai--openai-v1")).Validate(schemas, (_, fault) => faults.Add(fault.Message));
        new XDocument(new XElement("policies", new XElement("inbound", Fragment.Elements()))).Validate(
            schemas,
            (_, fault) => faults.Add(fault.Message)
        );
        Assert.Empty(faults);
    }
}
