namespace LocalAzure.Tests;

/// <summary>A cloud without functions on free ports, with a client that carries a token for ARM.</summary>
public sealed class CloudUnderTest : IAsyncDisposable
{
    private CloudUnderTest(Cloud cloud)
    {
        Cloud = cloud;
        Arm = new HttpClient { BaseAddress = cloud.Options.Arm };
        Arm.DefaultRequestHeaders.Add("Authorization", "Bearer anything");
    }

    public Cloud Cloud { get; }

    public HttpClient Arm { get; }

    public static async Task<CloudUnderTest> StartAsync(Func<LocalAzureOptions, LocalAzureOptions>? with = null)
    {
        var options = new LocalAzureOptions
        {
            PortBase = FreePorts.Base(),
            NoFunctions = true,
            OperationLength = TimeSpan.FromMilliseconds(20),
            Propagation = TimeSpan.FromMilliseconds(20),
        };
        return new CloudUnderTest(await Cloud.StartAsync(with?.Invoke(options) ?? options, CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        Arm.Dispose();
        await Cloud.DisposeAsync();
        Directory.Delete(Cloud.Options.DataDirectory, recursive: true);
    }
}
