using System.Text.RegularExpressions;
using Importer.Design;

namespace Infra.Tests;

/// <summary>What the deployment names is what the code names.</summary>
public sealed class SameNamesTests
{
    [Fact]
    public void Roles_that_the_app_may_grant_are_those_that_it_grants()
    {
        var main = InfraFiles.Read("infra/main.bicep");

        Assert.Equal(Roles.OpenAIUser, Assert.Single(InfraFiles.All(main, @"OpenAIUser: '([0-9a-f-]{36})'")));
        Assert.Equal(Roles.CognitiveServicesUser, Assert.Single(InfraFiles.All(main, @"CognitiveServicesUser: '([0-9a-f-]{36})'")));
        Assert.Contains(
            "inferenceRoles: [inferenceRoles.OpenAIUser, inferenceRoles.CognitiveServicesUser]",
            main,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void There_are_functions_with_triggers() => Assert.InRange(FunctionList.Triggers().Count, 5, 30);

    [Theory]
    [InlineData("docs/architecture.md")]
    [InlineData("README.md")]
    public void The_documentation_lists_the_functions_and_no_others(string file)
    {
        var table = Regex
            .Match(InfraFiles.Read(file), @"^\| function \|[^\n]*\n\|[-|]+\n((?:\|[^\n]*\n)+)", RegexOptions.Multiline)
            .Groups[1]
            .Value;
        var first = string.Join('\n', InfraFiles.All(table, @"^\|([^|]*)\|"));

        Assert.Equal(FunctionList.Triggers().Keys.Order(), InfraFiles.All(first, @"`(\w+)`").Order());
    }

    [Fact]
    public void Failures_of_functions_that_nobody_waits_for_are_told()
    {
        var rule = Assert.Single(
            InfraFiles.All(InfraFiles.Read("infra/modules/monitoring.bicep"), @"success == false and name in (\([^)]*\))")
        );

        // A queue tries again, and what it gives up on has an alert of its own.
        Assert.Equal(
            FunctionList
                .Triggers()
                .Where(function => function.Value is not ("httpTrigger" or "queueTrigger"))
                .Select(function => function.Key)
                .Order(),
            InfraFiles.All(rule, "\"(\\w+)\"").Order()
        );
    }

    [Fact]
    public void The_sweep_that_an_alert_misses_is_a_timer() =>
        Assert.Equal(
            "timerTrigger",
            FunctionList.Triggers()[
                Assert.Single(InfraFiles.All(InfraFiles.Read("infra/modules/monitoring.bicep"), "success == true and name == \"(\\w+)\""))
            ]
        );

    [Fact]
    public void The_page_on_security_names_each_action_of_the_roles_and_no_others()
    {
        var roles = string.Join(
            '\n',
            Directory.EnumerateFiles(Path.Combine(InfraFiles.Root, "infra/modules"), "roles-*.bicep").Select(File.ReadAllText)
        );

        Assert.Equal(
            InfraFiles.All(roles, @"(?<!\\)'(Microsoft\.[\w/.]+/(?:read|write|delete|action))'").Order(),
            SecurityPage.Actions().Order()
        );
    }

    [Fact]
    public void Queues_and_the_report_container_are_made_before_they_are_used()
    {
        var storage = InfraFiles.Read("infra/modules/storage.bicep");

        Assert.NotEmpty(FunctionList.Queues());
        Assert.All(
            FunctionList.Queues().SelectMany(queue => new[] { queue, $"{queue}-poison" }),
            queue => Assert.Contains($"'{queue}'", storage, StringComparison.Ordinal)
        );
        Assert.All(
            ["app-package", "reports", "eventgrid-deadletters"],
            container => Assert.Contains($"'{container}'", storage, StringComparison.Ordinal)
        );
    }
}
