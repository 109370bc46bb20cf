using System.Text.RegularExpressions;
using Functions.Events;
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

    [Theory]
    [InlineData("docs/architecture.md")]
    [InlineData("README.md")]
    public void The_documentation_lists_the_functions_and_no_others(string file)
    {
        var table = Regex.Match(InfraFiles.Read(file), @"^\| function \|[^\n]*\n\|[-|]+\n((?:\|[^\n]*\n)+)", RegexOptions.Multiline).Groups[1].Value;
        var first = string.Join('\n', InfraFiles.All(table, @"^\|([^|]*)\|"));

        Assert.Equal(InfraFiles.Triggers().Keys.Order(), InfraFiles.All(first, @"`(\w+)`").Order());
    }

    [Fact]
    public void Failures_of_functions_that_nobody_waits_for_are_told()
    {
        var rule = Assert.Single(InfraFiles.All(InfraFiles.Read("infra/modules/monitoring.bicep"), @"success == false and name in (\([^)]*\))"));

        // A queue tries again, and what it gives up on has an alert of its own.
        Assert.Equal(
            InfraFiles.Triggers().Where(function => function.Value is not ("httpTrigger" or "queueTrigger")).Select(function => function.Key).Order(),
            InfraFiles.All(rule, "\"(\\w+)\"").Order());
    }

    [Fact]
    public void The_sweep_that_an_alert_misses_is_a_timer() =>
        Assert.Equal("timerTrigger", InfraFiles.Triggers()[Assert.Single(InfraFiles.All(InfraFiles.Read("infra/modules/monitoring.bicep"), "success == true and name == \"(\\w+)\""))]);

    [Fact]
    public void Instances_are_kept_ready_for_functions_that_there_are()
    {
        var ready = InfraFiles.All(InfraFiles.Read("infra/modules/app.bicep"), @"'function:(\w+)'");

        Assert.Equal(InfraFiles.Triggers().Where(function => function.Value is "eventGridTrigger" or "queueTrigger").Select(function => function.Key).Order(), ready.Order());
    }

    [Fact]
    public void The_page_on_security_names_each_action_of_the_roles_and_no_others()
    {
        var roles = string.Join('\n', Directory.EnumerateFiles(Path.Combine(InfraFiles.Root, "infra/modules"), "roles-*.bicep").Select(File.ReadAllText));

        Assert.Equal(InfraFiles.All(roles, @"(?<!\\)'(Microsoft\.[\w/.]+/(?:read|write|delete|action))'").Order(), ActionsOf(InfraFiles.Read("docs/security.md")).Order());
    }

    [Fact]
    public void Queues_and_the_report_container_are_made_before_they_are_used()
    {
        var storage = InfraFiles.Read("infra/modules/storage.bicep");
        var queues = InfraFiles.All(InfraFiles.Metadata(), "\"queueName\": \"([^\"]+)\"");

        Assert.NotEmpty(queues);
        Assert.All(queues.SelectMany(queue => new[] { queue, $"{queue}-poison" }), queue => Assert.Contains($"'{queue}'", storage, StringComparison.Ordinal));
        Assert.All(["app-package", "reports", "eventgrid-deadletters"], container => Assert.Contains($"'{container}'", storage, StringComparison.Ordinal));
    }

    [Fact]
    public void Schedules_of_the_bindings_are_app_settings()
    {
        var app = InfraFiles.Read("infra/modules/app.bicep");

        Assert.Equal(InfraFiles.All(InfraFiles.Metadata(), "\"%(\\w+)%\"").Order(), InfraFiles.All(app, @"^  (\w+Schedule): ").Order());
    }

    // Tables of the page: `service/apis/read`, `write`, `delete` is one action after the other of the same type.
    private static SortedSet<string> ActionsOf(string page)
    {
        var actions = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var cell in InfraFiles.All(page, @"^\| (`(?:Microsoft\.|service/)[^|]*) \|"))
        {
            var type = "";
            foreach (var name in Regex.Matches(cell, "`([^`]+)`").Select(match => match.Groups[1].Value))
            {
                type = name.Contains('/', StringComparison.Ordinal) ? name[..name.LastIndexOf('/')] : type;
                var action = $"{type}/{name[(name.LastIndexOf('/') + 1)..]}";
                actions.Add(action.StartsWith("service/", StringComparison.Ordinal) ? $"Microsoft.ApiManagement/{action}" : action);
            }
        }

        return actions;
    }
}
