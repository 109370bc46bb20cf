using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Planning;
using Importer.Resources;
using Importer.Tests.Builders;

namespace Importer.Tests.Planning;

/// <summary>What a plan costs in memory: measured in bytes, which do not depend on how busy the machine is.</summary>
public sealed class PlanningCostTests
{
    private const int Deployments = 5;

    // A quarter more than was measured when this was written.
    private const double MostPerDeployment = 16_000;
    private const double MostPerDeploymentInPlace = 2_200;

    private static readonly ServiceInfo Service = new()
    {
        Id = TheSettings.Default.ServiceId,
        GatewayUrl = new Uri("https://contoso-apim.azure-api.net"),
        Sku = "Premium",
        ProvisioningState = "Succeeded",
        PrincipalId = "11111111-0000-0000-0000-00000000a002",
    };

    [Fact]
    public void Design_and_plan_allocate_little_for_a_deployment_and_no_more_for_each_when_there_are_many()
    {
        Allocated(10);
        var (hundred, fourHundred) = (Allocated(100), Allocated(400));

        Assert.InRange(hundred / (100 * Deployments), 1, MostPerDeployment);
        Assert.InRange(fourHundred / hundred, 3.5, 4.5);
    }

    // Who was first is asked of all APIs for each one: that must not cost memory by the square.
    [Fact]
    public void A_design_allocates_no_more_for_each_when_many_apis_are_there_already()
    {
        Designed(10);
        var (hundred, fourHundred) = (Designed(100), Designed(400));

        Assert.InRange(fourHundred / hundred, 3.5, 4.5);
    }

    // The service lays out policies in its own way: to read both as XML for that would cost more than the whole design.
    [Fact]
    public void A_plan_reads_no_policy_as_xml_that_only_the_service_s_layout_tells_from_the_design()
    {
        var design = GatewayDesigner.Design(Input(100));
        var (found, changed) = (
            Held(design.Resources),
            Held(design.Resources, policy => policy.Replace("api-key", "x-key", StringComparison.Ordinal))
        );
        Planned(design, found);

        var (asItShouldBe, otherwise) = (Planned(design, found), Planned(design, changed));

        Assert.Equal((0, 100), (asItShouldBe.Plan.Steps.Count, otherwise.Plan.Steps.Count));
        Assert.InRange(asItShouldBe.Bytes / (100 * Deployments), 1, MostPerDeploymentInPlace);
        Assert.InRange(otherwise.Bytes / (100 * Deployments), 5 * MostPerDeploymentInPlace, double.MaxValue);
    }

    [Fact]
    public void No_document_is_made_for_an_api_that_is_as_it_should_be()
    {
        var wanted = GatewayDesigner.Design(Input(3)).Resources;
        var found = Held(wanted);
        var documents = 0;
        var watched = wanted
            .Select(resource =>
                resource is Api { Definition: { } definition } api
                    ? api with
                    {
                        Definition = definition with
                        {
                            Document = () => (++documents).ToString(System.Globalization.CultureInfo.InvariantCulture),
                        },
                    }
                    : resource
            )
            .ToList();

        var plan = Planner.Compare(
            new PlanInput
            {
                Wanted = watched,
                Found = found,
                OwnershipOf = (_, _) => Ownership.Serving,
                Deletion = new DeletionRules(),
            }
        );

        Assert.Equal((0, wanted.Count, 0), (plan.Steps.Count, plan.Unchanged, documents));
    }

    // As the service gives it back: ours by its ownership tag, and policies laid out in the service's way.
    private static GatewayState Held(IReadOnlyList<GatewayResource> resources, Func<string, string>? change = null) =>
        new()
        {
            Service = Service,
            Resources = resources.ToDictionary(
                resource => resource.Key,
                resource =>
                    resource switch
                    {
                        Api api => new Observed(api, "*", api.OwnershipTag),
                        Backend backend => new Observed(backend, "*", backend.OwnershipTag),
                        ApiPolicy policy => new Observed(
                            policy with
                            {
                                Xml = (change?.Invoke(policy.Xml) ?? policy.Xml).ReplaceLineEndings("\r\n    "),
                            },
                            "*",
                            null
                        ),
                        _ => new Observed(resource, "*", null),
                    }
            ),
        };

    private static (Plan Plan, double Bytes) Planned(GatewayDesign design, GatewayState found)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var plan = Planner.Compare(
            new PlanInput
            {
                Wanted = design.Resources,
                Found = found,
                OwnershipOf = (_, _) => Ownership.Serving,
                Deletion = new DeletionRules(),
            }
        );
        return (plan, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static double Designed(int accounts)
    {
        var input = Input(accounts);
        input = input with { Apis = [.. GatewayDesigner.Design(input).Resources.OfType<Api>()] };
        Assert.Equal(accounts, input.Apis.Count);
        var before = GC.GetAllocatedBytesForCurrentThread();
        GatewayDesigner.Design(input);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static double Allocated(int accounts)
    {
        var input = Input(accounts);
        var found = new GatewayState { Service = Service, Resources = new Dictionary<ResourceKey, Observed>() };
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (plan, _) = Planned(GatewayDesigner.Design(input), found);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal((4 * accounts) + 1, plan.Steps.Count);
        return allocated;
    }

    private static DesignInput Input(int accounts) =>
        new()
        {
            Inventory = new Inventory
            {
                Accounts =
                [
                    .. Enumerable
                        .Range(1, accounts)
                        .Select(number =>
                            AnAccount.With(
                                $"account-{number:000}",
                                "gpt-4o",
                                "gpt-4o-mini",
                                "gpt-4.1",
                                "text-embedding-3-large",
                                "text-embedding-3-small"
                            )
                        ),
                ],
                Covered = [ResourceId.Parse(AnAccount.Subscription)],
            },
            Settings = TheSettings.Default,
            Service = Service,
        };
}
