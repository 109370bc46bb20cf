namespace Infra.Tests;

/// <summary>
/// The operations that the app takes are those that its event subscriptions pass on, and those that LocalAzure passes on.
/// </summary>
public sealed class SameEventsTests
{
    private const string Operation = """["'](Microsoft\.[\w/]+/(?:write|delete|action))["']""";
    private const string EventType = """["'](Microsoft\.Resources\.Resource\w+)["']""";

    // Where the second subscription begins, with its filter on the subject.
    private const string Second = "resource tagged ";
    private const string SecondHere = "OnAccounts { get; }";

    private static readonly string Code = InfraFiles.Read("src/Functions/Events/EventFilter.cs");
    private static readonly string Template = InfraFiles.Read("infra/modules/event-subscription.bicep");
    private static readonly string Local = InfraFiles.Read("src/LocalAzure/EventGrid/EventFilter.cs");

    [Fact]
    public void The_code_the_template_and_LocalAzure_name_the_same_operations()
    {
        var code = InfraFiles.All(Code, Operation).Order(StringComparer.Ordinal).ToList();

        Assert.InRange(code.Count, 10, 25);
        Assert.Equal(code, InfraFiles.All(Template, Operation).Order(StringComparer.Ordinal));
        Assert.Equal(code, InfraFiles.All(Local, Operation).Order(StringComparer.Ordinal));

        // Event Grid takes 25 values in all the advanced filters of a subscription:
        // https://learn.microsoft.com/azure/event-grid/event-filtering#limitations
        Assert.InRange(InfraFiles.All(Part(Template, Second).Before, Operation).Count, 1, 25);
    }

    [Fact]
    public void What_is_passed_on_for_accounts_only_is_the_same_in_the_template_and_in_LocalAzure()
    {
        var (Before, After) = Part(Template, Second);
        var local = Part(Local, SecondHere);

        Assert.Equal(
            InfraFiles.All(Before, Operation).Order(StringComparer.Ordinal),
            InfraFiles.All(local.Before, Operation).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            InfraFiles.All(After, Operation).Order(StringComparer.Ordinal),
            InfraFiles.All(local.After, Operation).Order(StringComparer.Ordinal)
        );
        const string Subject = "/providers/Microsoft.CognitiveServices/accounts/";
        Assert.Contains($"'{Subject}'", After, StringComparison.Ordinal);
        Assert.Contains($"\"{Subject}\"", Local, StringComparison.Ordinal);
    }

    [Fact]
    public void The_code_the_template_and_LocalAzure_name_the_same_types_of_events()
    {
        var code = InfraFiles.All(Code, EventType).Order(StringComparer.Ordinal).ToList();

        Assert.Equal(3, code.Count);
        Assert.Equal(code, InfraFiles.All(Template, EventType).Order(StringComparer.Ordinal));
        Assert.Equal(
            code,
            InfraFiles.All(InfraFiles.Read("src/LocalAzure/EventGrid/EventTypes.cs"), EventType).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Each_subscription_takes_the_types_that_its_operations_come_as()
    {
        var (first, second) = Part(Template, Second);

        Assert.Equal(TypesOf(first), InfraFiles.All(first, EventType).Order(StringComparer.Ordinal));
        Assert.Equal(TypesOf(second), InfraFiles.All(second, EventType).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> TypesOf(string part) =>
        InfraFiles
            .All(part, Operation)
            .Select(operation =>
                operation.Split('/')[^1] switch
                {
                    "write" => "Microsoft.Resources.ResourceWriteSuccess",
                    "delete" => "Microsoft.Resources.ResourceDeleteSuccess",
                    _ => "Microsoft.Resources.ResourceActionSuccess",
                }
            )
            .Distinct()
            .Order(StringComparer.Ordinal);

    private static (string Before, string After) Part(string text, string at)
    {
        var index = text.IndexOf(at, StringComparison.Ordinal);
        Assert.True(index > 0, $"'{at}' is not there");
        return (text[..index], text[index..]);
    }
}
