using Functions.Events;
using Functions.Host;
using Importer.Design;

namespace Functions.Tests.Infra;

/// <summary>What the deployment names is what the code names.</summary>
public sealed class SameNamesTests
{
    private const string EventSubscription = "infra/modules/event-subscription.bicep";

    [Fact]
    public void The_event_filter_lets_through_the_operations_that_the_code_watches()
    {
        var filter = InfraFiles.Read(EventSubscription);

        Assert.Equal(WatchedOperations.ResourceTypes.Keys.Order(), InfraFiles.All(filter, @"'(Microsoft\.[\w/]+/(?:write|delete))'").Order());
        Assert.Equal(WatchedOperations.EventTypes.Order(), InfraFiles.All(filter, @"'(Microsoft\.Resources\.\w+)'").Order());
    }

    [Fact]
    public void Events_go_to_the_function_that_takes_them()
    {
        var target = Assert.Single(InfraFiles.All(InfraFiles.Read(EventSubscription), @"/functions/(\w+)'"));

        Assert.Equal("eventGridTrigger", InfraFiles.Triggers()[target]);
    }

    [Fact]
    public void Roles_that_the_app_may_grant_are_those_that_it_grants()
    {
        var main = InfraFiles.Read("infra/main.bicep");

        Assert.Equal(Roles.OpenAIUser, Assert.Single(InfraFiles.All(main, @"OpenAIUser: '([0-9a-f-]{36})'")));
        Assert.Equal(Roles.CognitiveServicesUser, Assert.Single(InfraFiles.All(main, @"CognitiveServicesUser: '([0-9a-f-]{36})'")));
        Assert.Contains("inferenceRoles: [inferenceRoles.OpenAIUser, inferenceRoles.CognitiveServicesUser]", main, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_function_has_its_bindings_and_every_folder_of_bindings_its_function()
    {
        var functions = FunctionServices.Table(new HostSettings()).Names;

        Assert.Equal(functions.Order(), InfraFiles.Triggers().Keys.Order());
    }

    [Fact]
    public void Functions_are_named_in_the_documentation()
    {
        var page = InfraFiles.Read("docs/architecture.md");

        Assert.All(InfraFiles.Triggers().Keys, function => Assert.Contains($"`{function}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Failures_of_functions_that_nobody_waits_for_are_told()
    {
        var alerts = InfraFiles.Read("infra/modules/monitoring.bicep");

        Assert.All(
            InfraFiles.Triggers().Where(function => function.Value != "httpTrigger"),
            function => Assert.Contains($"\"{function.Key}\"", alerts, StringComparison.Ordinal));
    }

    [Fact]
    public void Queues_and_the_report_container_are_made_before_they_are_used()
    {
        var storage = InfraFiles.Read("infra/modules/storage.bicep");
        var bindings = Directory.EnumerateFiles(Path.Combine(InfraFiles.Root, "src/Functions/bindings"), "function.json", SearchOption.AllDirectories).Select(File.ReadAllText);
        var queues = InfraFiles.All(string.Join('\n', bindings), "\"queueName\": \"([^\"]+)\"");

        Assert.NotEmpty(queues);
        Assert.All(queues.SelectMany(queue => new[] { queue, $"{queue}-poison" }), queue => Assert.Contains($"'{queue}'", storage, StringComparison.Ordinal));
        Assert.All(["app-package", "reports", "eventgrid-deadletters"], container => Assert.Contains($"'{container}'", storage, StringComparison.Ordinal));
    }

    [Fact]
    public void Schedules_of_the_bindings_are_app_settings()
    {
        var bindings = Directory.EnumerateFiles(Path.Combine(InfraFiles.Root, "src/Functions/bindings"), "function.json", SearchOption.AllDirectories).Select(File.ReadAllText);
        var app = InfraFiles.Read("infra/modules/app.bicep");

        Assert.All(InfraFiles.All(string.Join('\n', bindings), "\"%(\\w+)%\""), schedule => Assert.Contains($"  {schedule}: ", app, StringComparison.Ordinal));
    }
}
