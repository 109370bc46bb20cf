using System.Text.Json.Nodes;
using Functions.Host;

namespace Functions.Tests.Host;

public sealed class BindingsTests
{
    private static readonly string Output = AppContext.BaseDirectory;

    public static TheoryData<string> Functions => [.. FunctionServices.Table(new HostSettings()).Names];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Every_function_has_its_folder_in_the_output_with_only_function_json_in_it(string function)
    {
        var files = Directory.GetFiles(Path.Combine(BuiltFunctions(), function));

        Assert.Equal(["function.json"], files.Select(Path.GetFileName));
    }

    [Fact]
    public void Every_folder_has_its_function()
    {
        var folders = Directory.GetDirectories(BuiltFunctions()).Where(folder => File.Exists(Path.Combine(folder, "function.json"))).Select(Path.GetFileName);

        Assert.Equal(FunctionServices.Table(new HostSettings()).Names.Order(), folders.Order());
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Http_triggers_need_a_function_key_and_queues_have_the_agreed_name(string function)
    {
        var bindings = JsonNode.Parse(File.ReadAllText(Path.Combine(BuiltFunctions(), function, "function.json")))!["bindings"]!.AsArray();

        Assert.All(bindings, binding =>
        {
            var type = binding!["type"]!.GetValue<string>();
            if (type == "httpTrigger")
            {
                Assert.Equal("function", binding["authLevel"]!.GetValue<string>());
            }

            if (type is "queue" or "queueTrigger")
            {
                Assert.Equal("import-requests", binding["queueName"]!.GetValue<string>());
            }
        });
    }

    [Fact]
    public void Host_json_lies_beside_the_folders_and_says_what_we_read_in_it()
    {
        var settings = HostSettings.Read(BuiltFunctions(), _ => null);

        Assert.Equal(5, settings.MaxDequeueCount);
        Assert.Equal(TimeSpan.FromMinutes(9), settings.LongDeadline);
    }

    [Fact]
    public void An_app_setting_wins_over_host_json()
    {
        var settings = HostSettings.Read(BuiltFunctions(), name => name == "AzureFunctionsJobHost__extensions__queues__maxDequeueCount" ? "2" : null);

        Assert.Equal(2, settings.MaxDequeueCount);
    }

    // The test's own output holds what the project copies there, as the publish folder does.
    private static string BuiltFunctions() => Output;
}
