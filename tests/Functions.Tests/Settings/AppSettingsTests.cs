using Azure.Core;
using Functions.Settings;
using Moq;

namespace Functions.Tests.Settings;

public sealed class AppSettingsTests
{
    private static readonly Dictionary<string, string> Schedules = new()
    {
        [Schedule.Drift] = "0 7 * * * *",
        [Schedule.TestCalls] = "0 */15 * * * *",
        [Schedule.HealthReport] = "0 0 6 * * *",
    };

    [Theory]
    [InlineData("AzureWebJobsStorage", "UseDevelopmentStorage=true", "http://127.0.0.1:10001/devstoreaccount1/import-requests")]
    [InlineData(
        "AzureWebJobsStorage__queueServiceUri",
        "https://contoso.queue.core.windows.net/",
        "https://contoso.queue.core.windows.net/import-requests"
    )]
    [InlineData("AzureWebJobsStorage__queueServiceUri", "http://127.0.0.1:7085", "http://127.0.0.1:7085/import-requests")]
    [InlineData("AzureWebJobsStorage__accountName", "contoso", "https://contoso.queue.core.windows.net/import-requests")]
    public void The_queue_is_the_one_that_the_host_reads(string name, string value, string address)
    {
        var app = Read(name, value);

        Assert.Empty(app.Faults);
        Assert.Equal(address, app.OpenQueue(Mock.Of<TokenCredential>(), TimeProvider.System).Uri.AbsoluteUri);
    }

    [Theory]
    [InlineData("AzureWebJobsStorage", "contoso")]
    [InlineData("AzureWebJobsStorage__queueServiceUri", "http://contoso.queue.core.windows.net")]
    [InlineData("AzureWebJobsStorage__queueServiceUri", "contoso")]
    [InlineData("Other", "x")]
    public void A_storage_that_nobody_can_open_is_a_fault(string name, string value) =>
        Assert.StartsWith("AzureWebJobsStorage", Assert.Single(Read(name, value).Faults).Path, StringComparison.Ordinal);

    [Fact]
    public void A_connection_string_that_is_wrong_is_not_shown() =>
        Assert.DoesNotContain(
            "c2VjcmV0",
            Assert.Single(Read("AzureWebJobsStorage", "DefaultEndpointsProtocol=https;AccountKey=c2VjcmV0").Faults).ToString(),
            StringComparison.Ordinal
        );

    [Fact]
    public void Host_json_says_what_we_read_in_it()
    {
        var app = Read("AzureWebJobsStorage", "UseDevelopmentStorage=true");

        Assert.Equal((5, TimeSpan.FromMinutes(10)), (app.MaxDequeueCount, app.FunctionTimeout));
    }

    [Fact]
    public void An_app_setting_wins_over_host_json() =>
        Assert.Equal(2, Read("AzureFunctionsJobHost__extensions__queues__maxDequeueCount", "2").MaxDequeueCount);

    private static AppSettings Read(string name, string value) =>
        AppSettings.Read(AppContext.BaseDirectory, asked => asked == name ? value : Schedules.GetValueOrDefault(asked));
}
