using System.Diagnostics.CodeAnalysis;
using Bench.Clouds;

namespace Bench.Importing;

/// <summary>
/// What most parts begin with: a cloud in a process of its own, the importer in this one, and somebody who makes accounts and deployments.
/// What this process holds is then the importer's, and not LocalAzure's.
/// </summary>
internal sealed class Estate : IAsyncDisposable
{
    private Estate(CloudProcess cloud, IReadOnlyList<ImporterUnderTest> importers)
    {
        Cloud = cloud;
        Importers = importers;
        Arm = new ArmCalls(cloud.Options.Arm);
    }

    public CloudProcess Cloud { get; }

    /// <summary>The importer; the first where there are several.</summary>
    public ImporterUnderTest Importer => Importers[0];

    public IReadOnlyList<ImporterUnderTest> Importers { get; }

    public ArmCalls Arm { get; }

    /// <summary>Starts the cloud, and so many importers on one report store.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The estate disposes of the cloud.")]
    public static async Task<Estate> StartAsync(
        CloudOptions chosen,
        bool withTestCalls,
        CancellationToken cancellationToken,
        int importers = 1
    )
    {
        var cloud = await CloudProcess.StartAsync(chosen, cancellationToken);
        var folder = Directory.CreateTempSubdirectory("bench-").FullName;
        return new Estate(
            cloud,
            [.. Enumerable.Range(0, importers).Select(_ => new ImporterUnderTest(cloud.Options, withTestCalls, folder))]
        );
    }

    public async ValueTask DisposeAsync()
    {
        Arm.Dispose();
        foreach (var importer in Importers)
        {
            await importer.DisposeAsync();
        }

        await Cloud.DisposeAsync();
    }
}
