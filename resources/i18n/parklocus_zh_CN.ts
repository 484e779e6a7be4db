<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AlgorithmRun</name>
    <message>
        <location filename="../../plugin/panel/run.py" line="139" />
        <source>The run failed without a reason; see the "Park Locus" tab of the log.</source>
        <translation>运行失败，未给出原因；请查看日志的“Park Locus”选项卡。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/run.py" line="154" />
        <source>The run could not be written into the Processing history.</source>
        <translation>未能将本次运行写入“处理”历史记录。</translation>
    </message>
</context><context>
    <name>Assignments</name>
    <message>
        <location filename="../../plugin/assignments.py" line="37" />
        <source>"{line}" has no value: write it as key = value, one a line.</source>
        <translation>“{line}”没有值：请写成 键 = 值，每行一个。</translation>
    </message>
    <message>
        <location filename="../../plugin/assignments.py" line="77" />
        <source>"{key}" is no parameter: write index.parameter = value, such as amenity_density.radii = 500, 800.</source>
        <translation>“{key}”不是参数：请写成 指标.参数 = 值，例如 amenity_density.radii = 500, 800。</translation>
    </message>
    <message>
        <location filename="../../plugin/assignments.py" line="119" />
        <source>"{key} = {value}" is no direction: write factor.index = + (or - or 0), such as locational.cbd_distance = -.</source>
        <translation>“{key} = {value}”不是方向：请写成 因子.指标 = +（或 - 或 0），例如 locational.cbd_distance = -。</translation>
    </message>
    <message>
        <location filename="../../plugin/assignments.py" line="165" />
        <source>"{text}" is no range of answers: write the lowest and the highest, such as 1, 5.</source>
        <translation>“{text}”不是作答范围：请写最低值和最高值，例如 1, 5。</translation>
    </message>
</context><context>
    <name>Catchments</name>
    <message>
        <location filename="../../plugin/processing/catchments.py" line="34" />
        <source>Draw catchments</source>
        <translation>绘制服务区</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/catchments.py" line="38" />
        <source>catchment,service area,isochrone,isodistance,walking,network,reach,OpenStreetMap</source>
        <translation>服务区,等时圈,等距圈,步行,路网,可达范围,OpenStreetMap,catchment,service area,isochrone,isodistance,walking,network,reach</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/catchments.py" line="44" />
        <source>Draws the land that lies within distances along the streets from each park.</source>
        <translation>绘制各园区沿街道一定距离内的土地。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/catchments.py" line="48" />
        <source>For each park and distance, the land within 100 m of the streets that can be reached on foot from one of the park's access points, streets reached in part counted in part. It is the land that the densities of the indices are about.</source>
        <translation>对每个园区和距离，绘出从园区任一出入点步行可达街道 100 米以内的土地；只到达一部分的街道按比例计入。各项密度指标所用的就是这片土地。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/catchments.py" line="59" />
        <source>Metres along the streets, separated by commas</source>
        <translation>沿街道的米数，以逗号分隔</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/catchments.py" line="80" />
        <source>"{text}" is no list of distances: write metres, such as 500, 800.</source>
        <translation>“{text}”不是距离列表：请写米数，例如 500, 800。</translation>
    </message>
</context><context>
    <name>CentreList</name>
    <message>
        <location filename="../../plugin/panel/centre_list.py" line="46" />
        <source>lon,lat or lon,lat,name</source>
        <translation>经度,纬度 或 经度,纬度,名称</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/centre_list.py" line="47" />
        <source>Degrees of WGS 84 with a decimal point; Enter adds the centre.</source>
        <translation>WGS 84 十进制度，小数点用“.”；按回车键添加中心。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/centre_list.py" line="49" />
        <source>Add the typed centre</source>
        <translation>添加所输入的中心</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/centre_list.py" line="51" />
        <source>Pick centres on the map</source>
        <translation>在地图上选取中心</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/centre_list.py" line="54" />
        <source>Remove the chosen centre</source>
        <translation>移除所选的中心</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/centre_list.py" line="57" />
        <source>Centres of the city; with several, the nearest counts.</source>
        <translation>城市中心；有多个时以最近的为准。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/centre_list.py" line="82" />
        <source>Centre {number}</source>
        <translation>中心 {number}</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/centre_list.py" line="134" />
        <source>This point of the map has no place on Earth.</source>
        <translation>地图上的这一点不对应地球上的任何位置。</translation>
    </message>
</context><context>
    <name>Centres</name>
    <message>
        <location filename="../../plugin/centres.py" line="28" />
        <source>"{text}" is not a centre: write longitude, latitude and, if you like, a name, in degrees of WGS 84 with a decimal point, such as 13.2603,53.5575,Marktplatz.</source>
        <translation>“{text}”不是中心：请依次写经度、纬度，名称可写可不写，采用 WGS 84 十进制度，例如 121.5499,29.8719,天一广场。</translation>
    </message>
    <message>
        <location filename="../../plugin/centres.py" line="36" />
        <source>"{text}" is not on Earth: longitude comes first, then latitude, in degrees of WGS 84.</source>
        <translation>“{text}”不在地球上：先写经度，再写纬度，采用 WGS 84 度。</translation>
    </message>
</context><context>
    <name>Child</name>
    <message>
        <location filename="../../plugin/child.py" line="141" />
        <source>{program} could not be started: {reason}.</source>
        <translation>无法启动 {program}：{reason}。</translation>
    </message>
</context><context>
    <name>CityStep</name>
    <message>
        <location filename="../../plugin/panel/city_step.py" line="44" />
        <source>An extract that reaches some kilometres past the parks</source>
        <translation>范围超出各园区数公里的提取文件</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/city_step.py" line="46" />
        <source>Fetch from OpenStreetMap</source>
        <translation>从 OpenStreetMap 获取</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/city_step.py" line="49" />
        <source>Asks OpenStreetMap's servers for the map and keeps it as a file; what was fetched before is not asked for again. For whole regions use a download service.</source>
        <translation>向 OpenStreetMap 的服务器请求地图并保存为文件；已获取过的不再重复请求。整个地区的数据请用下载服务。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/city_step.py" line="56" />
        <source>What the map window shows</source>
        <translation>地图窗口显示的范围</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/city_step.py" line="58" />
        <source>The parks and 3 km around them</source>
        <translation>各园区及其周围 3 公里</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/city_step.py" line="63" />
        <source>Area that the map covers; left empty, it is as the file says.</source>
        <translation>地图覆盖的区域；留空则以文件所述为准。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/city_step.py" line="70" />
        <source>Street map and centres</source>
        <translation>街道地图与中心</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/city_step.py" line="73" />
        <source>OpenStreetMap file</source>
        <translation>OpenStreetMap 文件</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/city_step.py" line="75" />
        <source>Centres (CBD)</source>
        <translation>中心（CBD）</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/city_step.py" line="76" />
        <source>Boundary of the map</source>
        <translation>地图的边界</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/city_step.py" line="83" />
        <source>Timetables</source>
        <translation>时刻表</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/city_step.py" line="88" />
        <source>Rasters</source>
        <translation>栅格</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/city_step.py" line="91" />
        <source>More about the map</source>
        <translation>地图的更多设置</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/city_step.py" line="97" />
        <source>Timetables of the city's operators</source>
        <translation>城市各运营机构的时刻表</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/city_step.py" line="99" />
        <source>GTFS zips</source>
        <translation>GTFS 压缩包</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/city_step.py" line="135" />
        <source>Choose the OpenStreetMap file of the city, or fetch it.</source>
        <translation>请选择城市的 OpenStreetMap 文件，或在线获取。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/city_step.py" line="139" />
        <source>There is no file {file}.</source>
        <translation>文件 {file} 不存在。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/city_step.py" line="141" />
        <source>{file}, {size}</source>
        <translation>{file}，{size}</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/city_step.py" line="143" />
        <source>Without a centre, distances to it are left out.</source>
        <translation>没有中心时，不计算到中心的距离。</translation>
    </message>
</context><context>
    <name>ComputeIndices</name>
    <message>
        <location filename="../../plugin/processing/compute_indices.py" line="27" />
        <source>Compute indices</source>
        <translation>计算指标</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/compute_indices.py" line="31" />
        <source>accessibility,amenities,creative parks,location,network distance,OpenStreetMap,percentile,public transport,PTAL,validation,walking</source>
        <translation>可达性,设施,创意产业园区,区位,路网距离,OpenStreetMap,百分位,公共交通,PTAL,验证,步行,accessibility,amenities,creative parks,location,network distance,percentile,public transport,validation,walking</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/compute_indices.py" line="39" />
        <source>Computes locational indices of parks from OpenStreetMap, with each park's percentile in its city.</source>
        <translation>根据 OpenStreetMap 计算园区的区位指标，并给出各园区在所在城市中的百分位。</translation>
    </message>
</context><context>
    <name>DirectionList</name>
    <message>
        <location filename="../../plugin/panel/direction_list.py" line="33" />
        <source>Factor: a field of the score table</source>
        <translation>因子：得分表的一个字段</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/direction_list.py" line="39" />
        <source>Index, or one of its columns, such as amenity_density_500</source>
        <translation>指标，或其某一列，如 amenity_density_500</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/direction_list.py" line="45" />
        <source>+: the more of the index, the higher the score; −: the less; 0: no matter</source>
        <translation>+：指标越大得分越高；−：指标越小得分越高；0：无关</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/direction_list.py" line="50" />
        <source>Expect this direction</source>
        <translation>加入这一预期方向</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/direction_list.py" line="53" />
        <source>Remove the chosen direction</source>
        <translation>移除选中的方向</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/direction_list.py" line="58" />
        <source>Directions expected, said before looking at the result</source>
        <translation>看到结果之前写明的预期方向</translation>
    </message>
</context><context>
    <name>EngineBox</name>
    <message>
        <location filename="../../plugin/panel/engine_box.py" line="20" />
        <source>Engine</source>
        <translation>计算引擎</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/engine_box.py" line="25" />
        <source>Install the engine</source>
        <translation>安装计算引擎</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/engine_box.py" line="27" />
        <source>found by itself</source>
        <translation>自动查找</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/engine_box.py" line="28" />
        <source>the plugin's own</source>
        <translation>插件自带的环境</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/engine_box.py" line="32" />
        <source>Python to make it from</source>
        <translation>用于创建环境的 Python</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/engine_box.py" line="33" />
        <source>Interpreter of your own</source>
        <translation>自备环境的解释器</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/engine_box.py" line="42" />
        <source>Ready ({origin}): {python}</source>
        <translation>就绪（{origin}）：{python}</translation>
    </message>
</context><context>
    <name>Environment</name>
    <message>
        <location filename="../../plugin/environment.py" line="76" />
        <source>environment variable {name}</source>
        <translation>环境变量 {name}</translation>
    </message>
    <message>
        <location filename="../../plugin/environment.py" line="79" />
        <source>settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <location filename="../../plugin/environment.py" line="82" />
        <source>own environment</source>
        <translation>自带环境</translation>
    </message>
    <message>
        <location filename="../../plugin/environment.py" line="95" />
        <source>The engine is not installed yet. It lives in a Python environment of its own, apart from QGIS: press "Install the engine" in the Park Locus panel, or run the algorithm "Install the engine" (parklocus:install_engine). It needs the internet once (or a folder of wheels), and about 900 MB.</source>
        <translation>计算引擎尚未安装。它位于独立于 QGIS 的 Python 环境中：请在 Park Locus 面板中点击“安装计算引擎”，或运行算法“安装计算引擎”（parklocus:install_engine）。需联网一次（或备有 wheel 文件夹），约占 900 MB。</translation>
    </message>
    <message>
        <location filename="../../plugin/environment.py" line="102" />
        <source>There is no interpreter {python} (named by: {origin}).</source>
        <translation>没有解释器 {python}（由{origin}指定）。</translation>
    </message>
    <message>
        <location filename="../../plugin/environment.py" line="147" />
        <source>There is no Park Locus engine in the environment of {python} ({origin}).</source>
        <translation>{python}（{origin}）的环境中没有 Park Locus 计算引擎。</translation>
    </message>
    <message>
        <location filename="../../plugin/environment.py" line="149" />
        <source>The engine in {python} ({origin}) is version {engine}, the plugin is version {plugin}.</source>
        <translation>{python}（{origin}）中的计算引擎为 {engine} 版，插件为 {plugin} 版。</translation>
    </message>
    <message>
        <location filename="../../plugin/environment.py" line="152" />
        <source>Press "Install the engine" in the Park Locus panel, or install this plugin's engine into the named environment: pip install "{folder}".</source>
        <translation>请在 Park Locus 面板中点击“安装计算引擎”，或将本插件的引擎安装到所指定的环境：pip install "{folder}"。</translation>
    </message>
</context><context>
    <name>FactorsStep</name>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="42" />
        <source>Table with a row a park and a field a factor</source>
        <translation>每行一个园区、每个字段一个因子的表</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="46" />
        <source>Field of the table that holds the park's id</source>
        <translation>表中存放园区编号的字段</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="48" />
        <source>all that hold numbers</source>
        <translation>所有数值字段</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="49" />
        <source>Fields that are factors; none chosen: all that hold numbers</source>
        <translation>作为因子的字段；不选则取所有数值字段</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="51" />
        <source>such as "simulated"</source>
        <translation>例如“模拟”</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="52" />
        <source>What is said beside every score in tables and figures</source>
        <translation>在表和图中附在每个得分旁的说明</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="53" />
        <source>The catalogue's directions</source>
        <translation>采用目录中的方向</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="57" />
        <source>Expects them of factors that bear the catalogue's names, where no directions of your own are listed</source>
        <translation>未列出自定方向时，对与目录同名的因子采用目录的预期方向</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="63" />
        <source>Factor scores (optional)</source>
        <translation>因子得分（可选）</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="66" />
        <source>Score table</source>
        <translation>得分表</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="67" />
        <source>Park's id in the table</source>
        <translation>表中的园区编号</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="68" />
        <source>Factors</source>
        <translation>因子</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="69" />
        <source>Label of the scores</source>
        <translation>得分的标注</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="70" />
        <source>Directions expected</source>
        <translation>预期方向</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="74" />
        <source>More about the scores</source>
        <translation>得分的更多设置</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="124" />
        <source>Without a score table, indices alone are computed.</source>
        <translation>没有得分表时只计算指标。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="128" />
        <source>Choose the field that holds the park's id.</source>
        <translation>请选择存放园区编号的字段。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="131" />
        <source>No id of the score table is one of a park.</source>
        <translation>得分表中没有任何编号与园区相符。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="134" />
        <source>{matched} of {parks} parks have scores.</source>
        <translation>{parks} 个园区中有 {matched} 个有得分。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="139" />
        <source>Parks without scores: {ids}</source>
        <translation>没有得分的园区：{ids}</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/factors_step.py" line="141" />
        <source>Scores without a park: {ids}</source>
        <translation>没有对应园区的得分：{ids}</translation>
    </message>
</context><context>
    <name>FetchCity</name>
    <message>
        <location filename="../../plugin/processing/fetch_city.py" line="45" />
        <source>Fetch a city</source>
        <translation>获取城市</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/fetch_city.py" line="49" />
        <source>OpenStreetMap,Overpass,Nominatim,osmnx,download,extract,city,streets</source>
        <translation>下载,城市,街道,地图,OpenStreetMap,Overpass,Nominatim,osmnx,download,extract,city,streets</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/fetch_city.py" line="53" />
        <source>Fetches the map of a city from OpenStreetMap's servers and keeps it as a file.</source>
        <translation>从 OpenStreetMap 服务器获取城市地图并存为文件。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/fetch_city.py" line="57" />
        <source>Say where, in one of three ways: the name of a city or district, an extent such as the map's, or layers and how far around them. The map is kept as an extract (.osm.pbf), with the polygon it covers beside it (.boundary.geojson): give both to the other algorithms. What was fetched before is taken from the cache. For whole regions, extracts from a download service are kinder to the servers.</source>
        <translation>用三种方式之一说明范围：城市或城区的名称、一个范围（如地图范围）、或图层及其周边距离。地图存为数据提取（.osm.pbf），其覆盖的多边形存于旁边（.boundary.geojson）：二者都可交给其他算法。以前获取过的取自缓存。整个地区请使用下载服务的数据提取，以免加重服务器负担。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/fetch_city.py" line="68" />
        <source>Name of a city or district, as for a map's search box</source>
        <translation>城市或城区的名称，与地图搜索框中相同</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/fetch_city.py" line="69" />
        <source>Or an extent</source>
        <translation>或一个范围</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/fetch_city.py" line="72" />
        <source>Or a layer, such as the parks</source>
        <translation>或一个图层，如园区</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/fetch_city.py" line="77" />
        <source>Metres around the layer</source>
        <translation>图层周边的米数</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/fetch_city.py" line="79" />
        <source>Overpass server (empty: the public ones)</source>
        <translation>Overpass 服务器（留空：公共服务器）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/fetch_city.py" line="82" />
        <source>Largest area to fetch in km²</source>
        <translation>可获取的最大面积（平方公里）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/fetch_city.py" line="87" />
        <source>Fetch anew what was fetched before</source>
        <translation>重新获取以前获取过的</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/fetch_city.py" line="91" />
        <source>Extract</source>
        <translation>数据提取</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/fetch_city.py" line="98" />
        <source>Polygon that it covers</source>
        <translation>其覆盖的多边形</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/fetch_city.py" line="104" />
        <source>Say where in one way: a name, an extent or a layer.</source>
        <translation>请用一种方式说明范围：名称、范围或图层。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/fetch_city.py" line="106" />
        <source>Let the name of the extract end in {suffix}.</source>
        <translation>请让数据提取的名称以 {suffix} 结尾。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/fetch_city.py" line="143" />
        <source>The layer "{layer}" holds nothing that has a place.</source>
        <translation>图层“{layer}”中没有具有位置的要素。</translation>
    </message>
</context><context>
    <name>FigurePanel</name>
    <message>
        <location filename="../../plugin/panel/figure_panel.py" line="42" />
        <source>What to draw</source>
        <translation>绘制哪种图</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/figure_panel.py" line="44" />
        <source>Radar of the park</source>
        <translation>园区雷达图</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/figure_panel.py" line="45" />
        <source>Percentiles of the indices</source>
        <translation>各指标的百分位</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/figure_panel.py" line="46" />
        <source>Percentiles of the chosen index</source>
        <translation>所选指标的百分位</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/figure_panel.py" line="47" />
        <source>Factors × indices</source>
        <translation>因子 × 指标矩阵</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/figure_panel.py" line="48" />
        <source>Scatter: factor and chosen index</source>
        <translation>散点图：因子与所选指标</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/figure_panel.py" line="53" />
        <source>Factor of the scatter plot</source>
        <translation>散点图的因子</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/figure_panel.py" line="58" />
        <source>Save the figure</source>
        <translation>保存图</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/figure_panel.py" line="129" />
        <source>Drawing…</source>
        <translation>正在绘制……</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/figure_panel.py" line="134" />
        <source>The study has no factor scores to compare.</source>
        <translation>该研究没有可比较的因子得分。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/figure_panel.py" line="136" />
        <source>Choose a park in the list or on the map.</source>
        <translation>请在列表中或地图上选择一个园区。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/figure_panel.py" line="137" />
        <source>Choose an index above.</source>
        <translation>请在上方选择一个指标。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/figure_panel.py" line="180" />
        <source>The figure cannot be saved: {reason}.</source>
        <translation>无法保存图：{reason}。</translation>
    </message>
</context><context>
    <name>FigureTask</name>
    <message>
        <location filename="../../plugin/panel/figure_task.py" line="43" />
        <source>Park Locus: drawing a figure</source>
        <translation>Park Locus：正在绘图</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/figure_task.py" line="61" />
        <source>The result has nothing to draw in this figure.</source>
        <translation>结果中没有可供此图绘制的内容。</translation>
    </message>
</context><context>
    <name>FigureView</name>
    <message>
        <location filename="../../plugin/panel/figure_view.py" line="46" />
        <source>Click to see the figure at full size, and again to fit it in</source>
        <translation>单击以原始大小查看，再次单击适应面板</translation>
    </message>
</context><context>
    <name>FileList</name>
    <message>
        <location filename="../../plugin/panel/file_list.py" line="37" />
        <source>Add files</source>
        <translation>添加文件</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/file_list.py" line="39" />
        <source>Remove the chosen file</source>
        <translation>移除选中的文件</translation>
    </message>
</context><context>
    <name>HelpText</name>
    <message>
        <location filename="../../plugin/processing/help_text.py" line="18" />
        <source>Computes locational indices of parks from an OpenStreetMap file: network distances to the centre and to stops, lines and public transport access, amenities and their variety, street form. Beside each value stands the park's percentile among the city's street nodes, which are computed in the same way.</source>
        <translation>根据 OpenStreetMap 文件计算园区的区位指标：到中心和站点的路网距离、公共交通线路与可达性、设施及其多样性、街道形态。每个数值旁列出该园区在城市街道节点中的百分位，街道节点用同样的方法计算。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/help_text.py" line="24" />
        <source>&lt;b&gt;Parks&lt;/b&gt; may be polygons or points in any coordinate reference system. &lt;b&gt;OpenStreetMap file&lt;/b&gt;: an extract that reaches some kilometres past the parks. &lt;b&gt;Centres&lt;/b&gt; are needed for the distances to the centre; with several, the nearest counts. &lt;b&gt;Factor scores&lt;/b&gt; are joined by the park's id and compared with the indices, honestly where there are few parks.</source>
        <translation>&lt;b&gt;园区&lt;/b&gt;可为任意坐标参照系下的面或点。&lt;b&gt;OpenStreetMap 文件&lt;/b&gt;：范围应超出园区数公里的数据提取。计算到中心的距离需要&lt;b&gt;中心&lt;/b&gt;；有多个中心时以最近者为准。&lt;b&gt;因子得分&lt;/b&gt;按园区编号连接并与指标比较；园区较少时如实说明。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/help_text.py" line="31" />
        <source>&lt;b&gt;Result&lt;/b&gt;: a GeoPackage with the layers parks, catchments, reference, stops and places and the tables of definitions, associations and provenance. Empty means missing, never zero.</source>
        <translation>&lt;b&gt;结果&lt;/b&gt;：一个 GeoPackage，含园区、服务区、参照、站点和设施图层，以及指标定义、关联和来源表。空值表示缺失，绝不表示零。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/help_text.py" line="36" />
        <source>The engine does the work in a process apart from QGIS; cancelling ends it and leaves no file.</source>
        <translation>计算引擎在独立于 QGIS 的进程中工作；取消即结束该进程，不留下文件。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/help_text.py" line="42" />
        <source>The indices</source>
        <translation>指标</translation>
    </message>
</context><context>
    <name>IndexParameters</name>
    <message>
        <location filename="../../plugin/panel/index_parameters.py" line="50" />
        <source>Click an index to set its parameters, such as radii.</source>
        <translation>单击一个指标以设置其参数，如半径。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_parameters.py" line="52" />
        <source>{index} has no parameters.</source>
        <translation>“{index}”没有参数。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_parameters.py" line="87" />
        <source>{name}; left empty: {default}</source>
        <translation>{name}；留空则为：{default}</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_parameters.py" line="88" />
        <source>all</source>
        <translation>全部</translation>
    </message>
</context><context>
    <name>IndexTree</name>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="25" />
        <source>Locational factor</source>
        <translation>区位因子</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="26" />
        <source>Cultural milieu</source>
        <translation>文化氛围</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="27" />
        <source>Office milieu</source>
        <translation>办公氛围</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="28" />
        <source>Social relation network</source>
        <translation>社会关系网络</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="29" />
        <source>Institutional factor</source>
        <translation>制度因子</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="113" />
        <source>Unit: {unit}</source>
        <translation>单位：{unit}</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="115" />
        <source>Needs: {needs}</source>
        <translation>需要：{needs}</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="117" />
        <source>Source: {source}</source>
        <translation>来源：{source}</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="119" />
        <source>From the package {package}</source>
        <translation>来自软件包 {package}</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="127" />
        <source>places</source>
        <translation>设施点</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="128" />
        <source>a centre</source>
        <translation>中心</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="129" />
        <source>a raster of people</source>
        <translation>人口栅格</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="130" />
        <source>a raster of light at night</source>
        <translation>夜间灯光栅格</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="131" />
        <source>stops</source>
        <translation>站点</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="132" />
        <source>lines of public transport</source>
        <translation>公共交通线路</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="133" />
        <source>parks that are areas</source>
        <translation>面状园区</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="134" />
        <source>buildings</source>
        <translation>建筑</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="135" />
        <source>green land</source>
        <translation>绿地</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="136" />
        <source>several parks</source>
        <translation>多个园区</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="137" />
        <source>industrial land</source>
        <translation>工业用地</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="138" />
        <source>water</source>
        <translation>水体</translation>
    </message>
</context><context>
    <name>IndicesStep</name>
    <message>
        <location filename="../../plugin/panel/indices_step.py" line="48" />
        <source>Ticks a choice of indices</source>
        <translation>勾选一组指标</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/indices_step.py" line="49" />
        <source>your own choice</source>
        <translation>自选</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/indices_step.py" line="55" />
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/indices_step.py" line="56" />
        <source>Shows the indices whose title or definition holds these words</source>
        <translation>显示名称或定义中含有这些词的指标</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/indices_step.py" line="58" />
        <source>Indices to compute; each one's tooltip has its definition.</source>
        <translation>要计算的指标；定义见各指标的提示。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/indices_step.py" line="62" />
        <source>Indices</source>
        <translation>指标</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/indices_step.py" line="65" />
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/indices_step.py" line="76" />
        <source>What parks are ranked among</source>
        <translation>园区的排序参照</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/indices_step.py" line="87" />
        <source>Places of your own to compare</source>
        <translation>用于对比的自有设施点</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/indices_step.py" line="92" />
        <source>The city as a whole</source>
        <translation>城市整体</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/indices_step.py" line="141" />
        <source>Tick at least one index.</source>
        <translation>请至少勾选一个指标。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/indices_step.py" line="143" />
        <source>{chosen} of {all} indices chosen.</source>
        <translation>已选 {chosen} / {all} 个指标。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/indices_step.py" line="148" />
        <source>Parameters of your own: {count}.</source>
        <translation>自定参数 {count} 个。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/indices_step.py" line="157" />
        <source>Give {need} in step 2, or untick {ids}.</source>
        <translation>请在第 2 步提供{need}，或取消勾选 {ids}。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/indices_step.py" line="162" />
        <source>Without {need} (step 2) {count} of them are left out.</source>
        <translation>缺少{need}（第 2 步）时，其中 {count} 个不计算。</translation>
    </message>
</context><context>
    <name>Inputs</name>
    <message>
        <location filename="../../plugin/inputs.py" line="73" />
        <source>There is no park in the layer "{layer}" (or none is selected).</source>
        <translation>图层“{layer}”中没有园区（或未选中任何园区）。</translation>
    </message>
    <message>
        <location filename="../../plugin/inputs.py" line="126" />
        <source>There is no area in the layer "{layer}" (or none is selected).</source>
        <translation>图层“{layer}”中没有面要素（或未选中任何要素）。</translation>
    </message>
    <message>
        <location filename="../../plugin/inputs.py" line="163" />
        <source>The layer "{layer}" has no coordinate reference system: set it with Layer &gt; Set CRS of Layer(s).</source>
        <translation>图层“{layer}”没有坐标参照系：请用“图层 &gt; 设置图层坐标参照系”指定。</translation>
    </message>
    <message>
        <location filename="../../plugin/inputs.py" line="182" />
        <source>Row {number} of the layer "{layer}" cannot be brought to WGS 84: is the layer's coordinate reference system ({crs}) the right one?</source>
        <translation>图层“{layer}”的第 {number} 行无法转换到 WGS 84：该图层的坐标参照系（{crs}）是否正确？</translation>
    </message>
    <message>
        <location filename="../../plugin/inputs.py" line="208" />
        <source>The raster "{layer}" is not a file: save it with Layer &gt; Save As… and choose that one.</source>
        <translation>栅格“{layer}”不是文件：请用“图层 &gt; 另存为…”保存后再选择。</translation>
    </message>
    <message>
        <location filename="../../plugin/inputs.py" line="277" />
        <source>The score table "{table}" has no rows.</source>
        <translation>得分表“{table}”没有任何行。</translation>
    </message>
    <message>
        <location filename="../../plugin/inputs.py" line="301" />
        <source>The table "{table}" has no rows.</source>
        <translation>表“{table}”没有任何行。</translation>
    </message>
    <message>
        <location filename="../../plugin/inputs.py" line="316" />
        <source>The layer "{layer}" has no field "{field}"; its fields are {known}.</source>
        <translation>图层“{layer}”没有字段“{field}”；现有字段为 {known}。</translation>
    </message>
</context><context>
    <name>InputsForm</name>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="66" />
        <source>1 Parks</source>
        <translation>1 园区</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="67" />
        <source>2 City</source>
        <translation>2 城市</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="68" />
        <source>3 Indices</source>
        <translation>3 指标</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="69" />
        <source>4 Factors</source>
        <translation>4 因子</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="88" />
        <source>[Save to a temporary file]</source>
        <translation>[保存到临时文件]</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="89" />
        <source>GeoPackage for the result; left empty, a temporary one</source>
        <translation>结果的 GeoPackage；留空则为临时文件</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="92" />
        <source>Result</source>
        <translation>结果</translation>
    </message>
</context><context>
    <name>InstallEngine</name>
    <message>
        <location filename="../../plugin/processing/install_engine.py" line="45" />
        <source>Install the engine</source>
        <translation>安装计算引擎</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/install_engine.py" line="49" />
        <source>engine,install,repair,update,environment,Python,pip,offline,wheels</source>
        <translation>引擎,安装,修复,更新,环境,离线,engine,install,repair,update,environment,Python,pip,offline,wheels</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/install_engine.py" line="53" />
        <source>Makes the Python environment that Park Locus computes in.</source>
        <translation>创建供 Park Locus 计算使用的 Python 环境。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/install_engine.py" line="57" />
        <source>Park Locus computes in a Python environment of its own, apart from QGIS and its libraries. This makes that environment in the QGIS profile (about 900 MB; the internet is needed once) and installs the plugin's own engine and the packages it needs, in the versions it was tested with. Nothing of QGIS is changed.

It can be repeated at any time, also to repair: an older environment is replaced once the new one works.

Without internet: on another computer with the same system and Python, fetch the packages that resources/engine_lock.txt in the plugin's folder lists into a folder (the file says how), and name that folder here.</source>
        <translation>Park Locus 在独立于 QGIS 及其库的 Python 环境中计算。此算法在 QGIS 配置文件夹中创建该环境（约 900 MB，需联网一次），并安装插件自带的引擎及其所需的包，版本均经测试。不改动 QGIS 的任何内容。

可随时重复运行，也可用于修复：新环境可用之后才替换旧环境。

无网络时：在系统和 Python 相同的另一台计算机上，将插件文件夹中 resources/engine_lock.txt 所列的包下载到一个文件夹（方法见该文件），再在此处指定该文件夹。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/install_engine.py" line="75" />
        <source>Python 3.11 or later to make it from (empty: one is looked for)</source>
        <translation>用于创建环境的 Python 3.11 或更高版本（留空则自动查找）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/install_engine.py" line="80" />
        <source>Folder of wheels, for a computer without internet</source>
        <translation>wheel 文件夹（用于无网络的计算机）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/install_engine.py" line="89" />
        <source>The engine's interpreter</source>
        <translation>计算引擎的解释器</translation>
    </message>
</context><context>
    <name>Installation</name>
    <message>
        <location filename="../../plugin/installation.py" line="63" />
        <source>There is no folder {folder}.</source>
        <translation>没有文件夹 {folder}。</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="68" />
        <source>Looking for a Python…</source>
        <translation>正在查找 Python……</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="79" />
        <source>The engine is installed.</source>
        <translation>计算引擎已安装。</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="85" />
        <source>Making a Python environment…</source>
        <translation>正在创建 Python 环境……</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="89" />
        <source>Fetching the engine's packages…</source>
        <translation>正在获取计算引擎的软件包……</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="93" />
        <source>Installing the engine…</source>
        <translation>正在安装引擎……</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="100" />
        <source>Trying the engine…</source>
        <translation>正在试运行计算引擎……</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="105" />
        <source>Version {version} was installed where {plugin} was expected.</source>
        <translation>安装的是 {version} 版，而应为 {plugin} 版。</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="146" />
        <source>Package {number} of {count}: {name}</source>
        <translation>第 {number} 个包，共 {count} 个：{name}</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="152" />
        <source>Unpacking…</source>
        <translation>正在解包……</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="156" />
        <source>The installation was cancelled; nothing was changed.</source>
        <translation>安装已取消；未作任何改动。</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="164" />
        <source>The engine could not be installed: {reason}</source>
        <translation>无法安装计算引擎：{reason}</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="166" />
        <source>Is the internet to be reached (a proxy is named in the variable HTTPS_PROXY, a mirror in PIP_INDEX_URL)? Where "no matching distribution" is said, choose another Python (3.11 to 3.13), or a folder of wheels that holds all packages for this one.</source>
        <translation>能否连接互联网（代理由变量 HTTPS_PROXY 指定，镜像由 PIP_INDEX_URL 指定）？若提示“no matching distribution”，请选择其他 Python（3.11 至 3.13），或备有适用于此 Python 的全部包的 wheel 文件夹。</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="173" />
        <source>The whole story is in the "{tab}" tab of the log.</source>
        <translation>详情见日志的“{tab}”选项卡。</translation>
    </message>
</context><context>
    <name>Interpreters</name>
    <message>
        <location filename="../../plugin/interpreters.py" line="51" />
        <source>{path} is Python {version}; the engine needs 3.11 or later.</source>
        <translation>{path} 是 Python {version}；计算引擎需要 3.11 或更高版本。</translation>
    </message>
    <message>
        <location filename="../../plugin/interpreters.py" line="55" />
        <source>{path} (Python {version}) lacks the modules venv and ensurepip; on Debian and Ubuntu install the package python3-venv.</source>
        <translation>{path}（Python {version}）缺少 venv 和 ensurepip 模块；在 Debian 和 Ubuntu 上请安装软件包 python3-venv。</translation>
    </message>
    <message>
        <location filename="../../plugin/interpreters.py" line="176" />
        <source>{path} does not answer.</source>
        <translation>{path} 没有响应。</translation>
    </message>
    <message>
        <location filename="../../plugin/interpreters.py" line="183" />
        <source>There is no file {path}.</source>
        <translation>没有文件 {path}。</translation>
    </message>
    <message>
        <location filename="../../plugin/interpreters.py" line="184" />
        <source>Install Python 3.11 or later (python.org, or your system's packages), or choose its interpreter under "Engine" in the Park Locus panel.</source>
        <translation>请安装 Python 3.11 或更高版本（来自 python.org 或系统软件包），或在 Park Locus 面板的“计算引擎”中选择其解释器。</translation>
    </message>
    <message>
        <location filename="../../plugin/interpreters.py" line="189" />
        <source>No Python was found that can carry the engine.</source>
        <translation>没有找到可供计算引擎使用的 Python。</translation>
    </message>
</context><context>
    <name>LayerChooser</name>
    <message>
        <location filename="../../plugin/panel/layer_chooser.py" line="34" />
        <source>[none]</source>
        <translation>[无]</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/layer_chooser.py" line="39" />
        <source>Open a file as a layer</source>
        <translation>将文件作为图层打开</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/layer_chooser.py" line="68" />
        <source>QGIS cannot read {file} as a layer.</source>
        <translation>QGIS 无法将 {file} 作为图层读取。</translation>
    </message>
</context><context>
    <name>ParameterBox</name>
    <message>
        <location filename="../../plugin/panel/parameter_box.py" line="119" />
        <source>people in each cell</source>
        <translation>每个像元的人数</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parameter_box.py" line="120" />
        <source>people per km²</source>
        <translation>每平方公里人数</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parameter_box.py" line="121" />
        <source>industrial land</source>
        <translation>工业用地</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parameter_box.py" line="122" />
        <source>residential land</source>
        <translation>居住用地</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parameter_box.py" line="123" />
        <source>commercial land</source>
        <translation>商务用地</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parameter_box.py" line="124" />
        <source>retail land</source>
        <translation>商业零售用地</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parameter_box.py" line="125" />
        <source>each node once</source>
        <translation>每个节点计一次</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parameter_box.py" line="126" />
        <source>each node by its length of streets</source>
        <translation>每个节点按其街道长度计</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parameter_box.py" line="127" />
        <source>a park</source>
        <translation>一个园区</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parameter_box.py" line="128" />
        <source>a respondent</source>
        <translation>一名受访者</translation>
    </message>
</context><context>
    <name>Parameters</name>
    <message>
        <location filename="../../plugin/processing/choices.py" line="34" />
        <source>Parks with indices</source>
        <translation>带指标的园区</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="35" />
        <source>Stops</source>
        <translation>站点</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="36" />
        <source>Places</source>
        <translation>设施</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="37" />
        <source>Reference: street nodes</source>
        <translation>参照：街道节点</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="38" />
        <source>Catchments</source>
        <translation>服务区</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="39" />
        <source>Grid of the city</source>
        <translation>城市格网</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="40" />
        <source>Associations of factors and indices</source>
        <translation>因子与指标的关联</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="47" />
        <source>OpenStreetMap files</source>
        <translation>OpenStreetMap 文件</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="52" />
        <source>GeoPackage files</source>
        <translation>GeoPackage 文件</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="57" />
        <source>OpenStreetMap extracts</source>
        <translation>OpenStreetMap 数据提取</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="62" />
        <source>Pages</source>
        <translation>网页</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="67" />
        <source>Study files</source>
        <translation>研究文件</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="117" />
        <source>Parks</source>
        <translation>园区</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="121" />
        <source>Field of the park's id (empty: parks are numbered)</source>
        <translation>园区编号字段（留空则自动编号）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="127" />
        <source>Field of the park's name (empty: the id)</source>
        <translation>园区名称字段（留空则用编号）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="134" />
        <source>Coordinates copied from a Chinese map: Amap, Tencent (GCJ-02), Baidu (BD-09)</source>
        <translation>坐标抄自中国地图：高德、腾讯（GCJ-02），百度（BD-09）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="140" />
        <source>Count the places inside a park as its own</source>
        <translation>将园区内部的设施计入该园区</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="150" />
        <source>OpenStreetMap file of the city</source>
        <translation>城市的 OpenStreetMap 文件</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="152" />
        <source>Centre of the city (CBD)</source>
        <translation>城市中心（CBD）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="155" />
        <source>More centres: lon,lat or lon,lat,name (WGS 84), one a line or separated by ;</source>
        <translation>其他中心：经度,纬度 或 经度,纬度,名称（WGS 84），每行一个或以 ; 分隔</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="162" />
        <source>Area that the map covers (empty: as the file says)</source>
        <translation>地图覆盖的范围（留空：以文件所注为准）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="170" />
        <source>Table of places of your own (empty: the one that ships)</source>
        <translation>自备的设施分类表（留空：用自带的）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="175" />
        <source>Day that the map shows, where the file does not say</source>
        <translation>地图所示日期（文件未注明时填写）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="185" />
        <source>Preset: a choice of indices</source>
        <translation>预设：一组指标</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="190" />
        <source>Indices, in place of a preset (none chosen: all)</source>
        <translation>指标，代替预设（不选：全部）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="199" />
        <source>Parameters of indices, one a line: amenity_density.radii = 500, 800</source>
        <translation>指标的参数，每行一个：amenity_density.radii = 500, 800</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="207" />
        <source>Title of the study (empty: the result's name)</source>
        <translation>研究的标题（留空：结果的名称）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="214" />
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="217" />
        <source>Add the result's layers to the project</source>
        <translation>将结果图层添加到工程</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="225" />
        <source>Study file (study.toml)</source>
        <translation>研究文件（study.toml）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="38" />
        <source>Timetables: GTFS zips</source>
        <translation>时刻表：GTFS 压缩包</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="46" />
        <source>Table of minutes between departures: line, headway</source>
        <translation>发车间隔表（分钟）：line, headway</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="50" />
        <source>Day whose departures count (empty: a weekday)</source>
        <translation>计入班次的日期（留空：工作日）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="52" />
        <source>Hours whose departures count (empty: 08:15-09:15)</source>
        <translation>计入班次的时段（留空：08:15-09:15）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="62" />
        <source>Raster of people</source>
        <translation>人口栅格</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="68" />
        <source>What the raster of people holds: people a cell, or people per km²</source>
        <translation>人口栅格的含义：每像元人数，或每平方公里人数</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="75" />
        <source>Raster of light at night</source>
        <translation>夜间灯光栅格</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="87" />
        <source>Rank parks among the street nodes of this area (empty: of the whole map)</source>
        <translation>在此范围的街道节点中排位（留空：整幅地图）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="95" />
        <source>Rank parks among street nodes by such land</source>
        <translation>在此类用地旁的街道节点中排位</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="102" />
        <source>Rank parks among so many street nodes at random</source>
        <translation>在随机抽取的若干街道节点中排位</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="106" />
        <source>What the draw begins with</source>
        <translation>抽样的种子</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="110" />
        <source>What each street node counts by</source>
        <translation>街道节点的权重</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="124" />
        <source>Places of your own, to be held against the map's</source>
        <translation>自备的设施点，用于与地图对照</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="132" />
        <source>Field of the places' category</source>
        <translation>设施点的类别字段</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="140" />
        <source>The map's category of each of yours, one a line: Restaurant = food</source>
        <translation>自备类别对应的地图类别，每行一个：餐饮 = food</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="144" />
        <source>Metres within which places are counted</source>
        <translation>统计设施的半径（米）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="154" />
        <source>Sum up the city as a whole, too</source>
        <translation>同时汇总整个城市</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="158" />
        <source>Side of a square grid of the city in metres</source>
        <translation>城市方格网的边长（米）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="160" />
        <source>What the city is called in its tables</source>
        <translation>城市在表中的名称</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="169" />
        <source>Table of factor scores, a row a park</source>
        <translation>因子得分表，每行一个园区</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="175" />
        <source>Field of the score table that holds the park's id</source>
        <translation>得分表中存放园区编号的字段</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="182" />
        <source>Fields of factor scores (none chosen: all that hold numbers)</source>
        <translation>因子得分字段（不选则取所有数值字段）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="189" />
        <source>What to say beside every score, such as "simulated"</source>
        <translation>在每个得分旁标注的文字，例如“模拟”</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="191" />
        <source>How the scores were made</source>
        <translation>得分的来历</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="195" />
        <source>What a row of the score table is: a park, or a respondent of one</source>
        <translation>得分表的一行是：园区，或园区的受访者</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="203" />
        <source>Lowest and highest answer, where scores are means of answers: 1, 5</source>
        <translation>作答的最低值和最高值（得分为作答均值时）：1, 5</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="209" />
        <source>Expect the catalogue's directions of factors that bear its names</source>
        <translation>对与指标目录同名的因子，采用目录中的预期方向</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="216" />
        <source>Directions expected in place of the catalogue's, one a line: locational.cbd_distance = -</source>
        <translation>代替指标目录的预期方向，每行一个：locational.cbd_distance = -</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="223" />
        <source>Factors of each space, one a line: local = locational, office</source>
        <translation>各空间的因子，每行一个：local = locational, office</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="228" />
        <source>Fields by which the parks fall into groups, such as ownership</source>
        <translation>园区分组字段，如产权性质</translation>
    </message>
</context><context>
    <name>ParkLocusAlgorithm</name>
    <message>
        <location filename="../../plugin/processing/base.py" line="155" />
        <source>{file} cannot be read or written ({reason}): is it open elsewhere, or the folder protected or full?</source>
        <translation>无法读写 {file}（{reason}）：是否在别处打开，或文件夹受保护或已满？</translation>
    </message>
</context><context>
    <name>ParkLocusDock</name>
    <message>
        <location filename="../../plugin/panel/dock.py" line="58" />
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/dock.py" line="59" />
        <source>Computes the indices; you can go on working meanwhile.</source>
        <translation>计算指标；期间可以继续工作。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/dock.py" line="61" />
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/dock.py" line="62" />
        <source>Ends the run and leaves no file</source>
        <translation>结束运行，不留下文件</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/dock.py" line="96" />
        <source>Cancelling…</source>
        <translation>正在取消……</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/dock.py" line="163" />
        <source>Cancelled; nothing was changed.</source>
        <translation>已取消；未作任何改动。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/dock.py" line="167" />
        <source>Done: {count} layers from {file} are in the project.</source>
        <translation>完成：已将 {file} 的 {count} 个图层添加到工程。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/dock.py" line="174" />
        <source>The engine is installed.</source>
        <translation>计算引擎已安装。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/dock.py" line="179" />
        <source>Fetched: {file}</source>
        <translation>已获取：{file}</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/dock.py" line="184" />
        <source>Saved: {file}</source>
        <translation>已保存：{file}</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/dock.py" line="192" />
        <source>The panel has no field for: {lost}. "Run a study file" in the toolbox runs the study with them.</source>
        <translation>面板没有对应的输入项：{lost}。工具箱中的“运行研究文件”会连同它们一起运行。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/dock.py" line="204" />
        <source>{count} more notes are in the "{tab}" tab of the log.</source>
        <translation>另有 {count} 条说明见日志的“{tab}”选项卡。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/dock.py" line="236" />
        <source>Study</source>
        <translation>研究</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/dock.py" line="237" />
        <source>Results</source>
        <translation>结果</translation>
    </message>
</context><context>
    <name>ParkLocusPlugin</name>
    <message>
        <location filename="../../plugin/plugin.py" line="48" />
        <source>Park Locus: indices of parks</source>
        <translation>Park Locus：园区指标</translation>
    </message>
</context><context>
    <name>ParksStep</name>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="37" />
        <source>Layer with a feature a park</source>
        <translation>每个要素为一个园区的图层</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="39" />
        <source>Draw parks on the map</source>
        <translation>在地图上绘制园区</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="42" />
        <source>Makes a temporary layer of parks and starts drawing; save the layer to keep it.</source>
        <translation>新建临时的园区图层并开始绘制；要保留请保存该图层。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="45" />
        <source>Selected features only</source>
        <translation>仅选中的要素</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="47" />
        <source>Only the features that are selected in QGIS are the parks.</source>
        <translation>只把 QGIS 中选中的要素作为园区。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="53" />
        <source>Left empty, the parks are numbered in the layer's order.</source>
        <translation>留空则按图层顺序为园区编号。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="54" />
        <source>Left empty, the id serves as the name.</source>
        <translation>留空则以编号为名称。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="55" />
        <source>Parks</source>
        <translation>园区</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="57" />
        <source>Layer of parks</source>
        <translation>园区图层</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="60" />
        <source>Id</source>
        <translation>编号</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="61" />
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="63" />
        <source>no groups</source>
        <translation>不分组</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="66" />
        <source>Fields by which parks fall into groups, such as ownership: scores are compared by them.</source>
        <translation>园区分组所依据的字段，如所有制：得分将按组比较。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="70" />
        <source>Fields of groups</source>
        <translation>分组字段</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="73" />
        <source>More about the parks</source>
        <translation>园区的更多设置</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="121" />
        <source>Choose the layer of the parks, or draw them.</source>
        <translation>请选择园区图层，或在地图上绘制。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="124" />
        <source>There is no park in the layer "{layer}" (or none is selected).</source>
        <translation>图层“{layer}”中没有园区（或没有选中要素）。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="128" />
        <source>Parks need ids of their own; more than once: {ids}.</source>
        <translation>各园区的编号不能相同；重复的有：{ids}。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="132" />
        <source>Parks without an id: {count}.</source>
        <translation>没有编号的园区：{count} 个。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="133" />
        <source>Parks found: {count}.</source>
        <translation>找到园区 {count} 个。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="136" />
        <source>Without a place, so not measured: {count}.</source>
        <translation>没有位置、不计算的：{count} 个。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/parks_step.py" line="149" />
        <source>Parks (drawn)</source>
        <translation>园区（绘制）</translation>
    </message>
</context><context>
    <name>ProjectState</name>
    <message>
        <location filename="../../plugin/project_state.py" line="34" />
        <source>The panel's inputs in the project cannot be read: {reason}</source>
        <translation>无法读取工程中保存的面板输入：{reason}</translation>
    </message>
</context><context>
    <name>RankParks</name>
    <message>
        <location filename="../../plugin/processing/rank_parks.py" line="33" />
        <source>Rank parks in their city</source>
        <translation>园区在城市中的排位</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/rank_parks.py" line="37" />
        <source>percentile,rank,reference,sample,land use,street nodes,compare,city</source>
        <translation>百分位,排位,参照,抽样,用地,街道节点,比较,城市,percentile,rank,reference,sample,land use,street nodes,compare,city</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/rank_parks.py" line="41" />
        <source>Gives each park's percentile among the street nodes of the city, of an area or of a land use.</source>
        <translation>给出各园区在城市、某一范围或某类用地的街道节点中的百分位。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/rank_parks.py" line="47" />
        <source>Computes indices of the parks and, in the same way, of the city's street nodes, and says which share of the nodes has a lower value (plus half of those equal). The reference may be narrowed to an area such as the built-up one, to a land use, or to a random sample, which shortens the run: 2,000 nodes give percentiles that are off by less than one point on average. To rank places of your own, give them as the parks.</source>
        <translation>用同样的方法计算园区和城市街道节点的指标，并给出数值更低的节点所占的份额（加上相等者的一半）。参照可限于某一范围（如建成区）、某类用地或随机样本，后者可缩短运行时间：2000 个节点所得百分位的平均误差小于一个百分点。要为自选地点排位，请将其作为园区给出。</translation>
    </message>
</context><context>
    <name>Report</name>
    <message>
        <location filename="../../plugin/processing/report.py" line="36" />
        <source>Write a report</source>
        <translation>撰写报告</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/report.py" line="40" />
        <source>report,figures,SVG,tables,paper,radar,scatter,result</source>
        <translation>报告,图,表,论文,雷达图,散点图,结果,report,figures,SVG,tables,paper,radar,scatter,result</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/report.py" line="44" />
        <source>Writes a page on a result, and its figures and tables for a paper.</source>
        <translation>为结果撰写一页报告，并给出论文用的图和表。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/report.py" line="48" />
        <source>Takes a GeoPackage that one of the other algorithms or the command line left, and writes a page that stands alone: what can be said and what cannot, figures, tables, where the data come from. Figures (SVG) and tables for a paper go into folders of their own where you name some.</source>
        <translation>读取其他算法或命令行留下的 GeoPackage，写成一页独立的报告：能断言什么、不能断言什么、图、表及数据来源。指定文件夹后，论文用的图（SVG）和表写入各自的文件夹。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/report.py" line="58" />
        <source>Folder for tables</source>
        <translation>存放表的文件夹</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/report.py" line="59" />
        <source>Folder for figures</source>
        <translation>存放图的文件夹</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/report.py" line="63" />
        <source>Result of Park Locus</source>
        <translation>Park Locus 的结果</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/report.py" line="65" />
        <source>Page</source>
        <translation>网页</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/report.py" line="75" />
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/report.py" line="80" />
        <source>There is no result {file}.</source>
        <translation>没有结果文件 {file}。</translation>
    </message>
</context><context>
    <name>ResultTable</name>
    <message>
        <location filename="../../plugin/result_table.py" line="73" />
        <source>{file} is no result of Park Locus.</source>
        <translation>{file} 不是 Park Locus 的结果。</translation>
    </message>
    <message>
        <location filename="../../plugin/result_table.py" line="77" />
        <source>{file} cannot be read: {reason}.</source>
        <translation>无法读取 {file}：{reason}。</translation>
    </message>
</context><context>
    <name>ResultsPage</name>
    <message>
        <location filename="../../plugin/panel/results_page.py" line="128" />
        <source>Score: {factor}</source>
        <translation>得分：{factor}</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/results_page.py" line="266" />
        <source>Run a study, or add the layers of a result to the project: they are shown here.</source>
        <translation>运行一项研究，或将结果图层加入工程：结果将显示在这里。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/results_page.py" line="269" />
        <source>Results that the project shows</source>
        <translation>工程中显示的结果</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/results_page.py" line="272" />
        <source>Index or factor that the parks are coloured by</source>
        <translation>园区着色所依据的指标或因子</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/results_page.py" line="277" />
        <source>Choose a park on the map</source>
        <translation>在地图上选择园区</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/results_page.py" line="282" />
        <source>Draw around each park how far it is from the streets (mean straight way)</source>
        <translation>在各园区周围绘出其到街道的距离（平均直线距离）</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/results_page.py" line="287" />
        <source>Parks with the chosen index; click one to see its figures</source>
        <translation>园区及所选指标；单击查看其图</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/results_page.py" line="290" />
        <source>Park</source>
        <translation>园区</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/results_page.py" line="291" />
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/results_page.py" line="292" />
        <source>Pct.</source>
        <translation>百分位</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/results_page.py" line="293" />
        <source>Street (m)</source>
        <translation>到街道 (m)</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/results_page.py" line="298" />
        <source>The park's name</source>
        <translation>园区名称</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/results_page.py" line="299" />
        <source>Value of the chosen index or factor</source>
        <translation>所选指标或因子的数值</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/results_page.py" line="300" />
        <source>Percentile among the city's street nodes</source>
        <translation>在城市街道节点中的百分位</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/results_page.py" line="301" />
        <source>Mean straight way to the street in metres</source>
        <translation>到街道的平均直线距离（米）</translation>
    </message>
</context><context>
    <name>RunStudy</name>
    <message>
        <location filename="../../plugin/processing/run_study.py" line="26" />
        <source>Run a study file</source>
        <translation>运行研究文件</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/run_study.py" line="30" />
        <source>study,study.toml,reproduce,batch,command line,validation,indices</source>
        <translation>研究,重现,批处理,命令行,验证,指标,study,study.toml,reproduce,batch,command line,validation,indices</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/run_study.py" line="34" />
        <source>Runs a study.toml as it is, as the command line does.</source>
        <translation>与命令行一样，按原样运行 study.toml。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/run_study.py" line="38" />
        <source>Runs a study file with all that it says: city, parks, centres, indices, scores, directions expected. The result is the one that `parklocus run study.toml` gives, value for value; it goes where you say here, and not where the study says. Paths in the study are relative to the study's own folder.</source>
        <translation>按研究文件所述的一切运行：城市、园区、中心、指标、得分、预期方向。结果与 `parklocus run study.toml` 逐值相同；写到此处指定的位置，而非研究文件所指的位置。研究文件中的路径相对于其所在文件夹。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/run_study.py" line="52" />
        <source>There is no study {file}.</source>
        <translation>没有研究文件 {file}。</translation>
    </message>
</context><context>
    <name>SaveStudy</name>
    <message>
        <location filename="../../plugin/processing/save_study.py" line="32" />
        <source>Save a study file</source>
        <translation>保存研究文件</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/save_study.py" line="36" />
        <source>study,study.toml,save,export,reproduce,command line</source>
        <translation>研究,保存,导出,重现,命令行,study,study.toml,save,export,reproduce,command line</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/save_study.py" line="40" />
        <source>Writes a study.toml of what is chosen, for the command line or another day.</source>
        <translation>将所选内容写成 study.toml，供命令行或日后使用。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/save_study.py" line="44" />
        <source>Writes the inputs as a study file that `parklocus run`, a script and QGIS understand. Layers (parks, scores, boundary, reference area, places) are written beside it as files that bear its name; the street map, timetables and rasters are named where they are, relative to the study. The engine reads the study once, so that a mistake is told now.</source>
        <translation>将输入写成 `parklocus run`、脚本和 QGIS 都能理解的研究文件。图层（园区、得分、边界、参照范围、设施点）以其名称为前缀写在旁边；街道地图、时刻表和栅格按相对路径指向原处。引擎会读取一次，以便当即指出错误。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/save_study.py" line="55" />
        <source>Study file</source>
        <translation>研究文件</translation>
    </message>
</context><context>
    <name>StudyAlgorithm</name>
    <message>
        <location filename="../../plugin/processing/study_algorithm.py" line="132" />
        <source>There is no OpenStreetMap file {file}.</source>
        <translation>没有 OpenStreetMap 文件 {file}。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_algorithm.py" line="135" />
        <source>Choose the field of the score table that holds the park's id.</source>
        <translation>请选择得分表中存放园区编号的字段。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_algorithm.py" line="151" />
        <source>The result is a GeoPackage: let the name of "{file}" end in .gpkg.</source>
        <translation>结果是 GeoPackage：请让“{file}”以 .gpkg 结尾。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_algorithm.py" line="155" />
        <source>There is no folder {folder} to write the result to.</source>
        <translation>没有可写入结果的文件夹 {folder}。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_algorithm.py" line="160" />
        <source>{file} is open in this project (layers: {layers}): remove them first, or choose another file.</source>
        <translation>{file} 已在此项目中打开（图层：{layers}）：请先移除，或选择其他文件。</translation>
    </message>
</context><context>
    <name>StudyFile</name>
    <message>
        <location filename="../../plugin/study_file.py" line="66" />
        <source>{file} is not a study.</source>
        <translation>{file} 不是研究文件。</translation>
    </message>
</context><context>
    <name>StudyMenu</name>
    <message>
        <location filename="../../plugin/panel/study_menu.py" line="41" />
        <source>Study file</source>
        <translation>研究文件</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/study_menu.py" line="42" />
        <source>Open a study.toml, keep the inputs as one, or begin anew</source>
        <translation>打开 study.toml、将输入保存为研究文件，或重新开始</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/study_menu.py" line="44" />
        <source>Open a study…</source>
        <translation>打开研究……</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/study_menu.py" line="46" />
        <source>Save as a study…</source>
        <translation>另存为研究……</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/study_menu.py" line="48" />
        <source>New study</source>
        <translation>新建研究</translation>
    </message>
</context><context>
    <name>StudySections</name>
    <message>
        <location filename="../../plugin/processing/study_sections.py" line="347" />
        <source>[{section}] path (a table: add it as a layer of points)</source>
        <translation>[{section}] path（表格：请作为点图层加入）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_sections.py" line="353" />
        <source>[parks] crs (set it on the layer)</source>
        <translation>[parks] crs（请在图层上设置）</translation>
    </message>
</context><context>
    <name>Survey</name>
    <message>
        <location filename="../../plugin/processing/survey.py" line="49" />
        <source>Assess a questionnaire</source>
        <translation>评估问卷</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="53" />
        <source>questionnaire,survey,structural equation model,SEM,CFA,reliability,validity,factor scores,lavaan,Likert</source>
        <translation>问卷,调查,结构方程模型,验证性因子分析,信度,效度,因子得分,量表,questionnaire,survey,structural equation model,SEM,CFA,reliability,validity,factor scores,lavaan,Likert</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="60" />
        <source>Fits a model to the answers of a questionnaire: reliability, validity, fit, and the parks' scores.</source>
        <translation>将模型拟合于问卷作答：信度、效度、拟合度及园区得分。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="67" />
        <source>Takes a table with a row a respondent and a column an item, and a model in lavaan's syntax, such as
locational =~ L1 + L2 + L3

The folder gets a report in English and Chinese, tables as CSV and Excel, the parks' factor scores, and a script that fits the same model in R. Give the scores to "Hold scores against indices". Scores of parks are latent means where there are respondents enough, else Bartlett scores; the report says which and why.</source>
        <translation>输入每行一名受访者、每列一个题项的表，以及 lavaan 语法的模型，例如
locational =~ L1 + L2 + L3

输出文件夹中有中英文报告、CSV 和 Excel 表、园区因子得分，以及在 R 中拟合同一模型的脚本。得分可交给“得分与指标对照”。受访者足够时园区得分为潜均值，否则为 Bartlett 得分；报告说明采用哪一种及原因。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="82" />
        <source>Table of answers, a row a respondent</source>
        <translation>作答表，每行一名受访者</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="85" />
        <source>Field of the respondent's park</source>
        <translation>受访者所属园区的字段</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="86" />
        <source>Fields of the items</source>
        <translation>题项字段</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="87" />
        <source>Lowest and highest code of an answer: 1, 5</source>
        <translation>作答的最低和最高编码：1, 5</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="90" />
        <source>Model, one factor a line: locational =~ L1 + L2 + L3</source>
        <translation>模型，每行一个因子：locational =~ L1 + L2 + L3</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="93" />
        <source>Field of the respondent's id</source>
        <translation>受访者编号字段</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="94" />
        <source>Items worded the other way round</source>
        <translation>反向题</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="96" />
        <source>Codes that stand for no answer, separated by commas</source>
        <translation>表示未作答的编码，以逗号分隔</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="98" />
        <source>Estimator</source>
        <translation>估计方法</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="102" />
        <source>Missing answers: leave the row out, or use what there is (ML and MLR)</source>
        <translation>缺失作答：略去该行，或利用已有作答（ML 和 MLR）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="133" />
        <location filename="../../plugin/processing/survey.py" line="107" />
        <source>Scores of the parks</source>
        <translation>园区得分</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="111" />
        <source>Standardise the factors, as coupling needs it</source>
        <translation>将因子标准化（耦合协调需要）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="118" />
        <source>Draws of respondents for the scores' uncertainty (0: none)</source>
        <translation>为得分不确定性重抽受访者的次数（0：不抽）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="123" />
        <source>What to say beside every score, such as "our survey"</source>
        <translation>在每个得分旁标注的文字，例如“本次调查”</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="124" />
        <source>Folder for report and tables</source>
        <translation>存放报告和表的文件夹</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="130" />
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="136" />
        <source>Script for R (lavaan)</source>
        <translation>R 脚本（lavaan）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="141" />
        <source>Say the lowest and the highest code of an answer, such as 1, 5.</source>
        <translation>请写作答的最低和最高编码，例如 1, 5。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/survey.py" line="143" />
        <source>Choose the fields of the items.</source>
        <translation>请选择题项字段。</translation>
    </message>
</context><context>
    <name>Validate</name>
    <message>
        <location filename="../../plugin/processing/validate.py" line="36" />
        <source>Hold scores against indices</source>
        <translation>得分与指标对照</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/validate.py" line="40" />
        <source>validation,factor scores,structural equation model,SEM,association,rank correlation,permutation,coupling coordination,spatial</source>
        <translation>验证,因子得分,结构方程模型,关联,秩相关,置换检验,耦合协调,空间,validation,factor scores,structural equation model,SEM,association,rank correlation,permutation,coupling coordination,spatial</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/validate.py" line="48" />
        <source>Says how far the parks' factor scores agree with their indices, and what cannot be said.</source>
        <translation>说明园区因子得分与指标在多大程度上一致，以及哪些无法断言。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/validate.py" line="54" />
        <source>Joins a table of factor scores with the parks by id, computes the indices, and compares: directions and ranks with any number of parks, one test of all expected directions from three, permutation tests of each association from five, mixed models of respondents from eight, spatial models from twenty. Say the directions that you expect beforehand, with 0 where an index should not follow a factor. All tables are in the GeoPackage; what can and cannot be said stands in the log.</source>
        <translation>按编号将因子得分表与园区连接，计算指标并比较：任意数量的园区给出方向和位次；三个起对全部预期方向作一次检验；五个起对每项关联作置换检验；八个起用受访者的混合模型；二十个起用空间模型。请事先写明预期方向，指标不应随因子变化者写 0。所有表都在 GeoPackage 中；能断言和不能断言的写在日志里。</translation>
    </message>
</context><context>
    <name>Worker</name>
    <message>
        <location filename="../../plugin/worker.py" line="120" />
        <source>The run was cancelled.</source>
        <translation>运行已取消。</translation>
    </message>
    <message>
        <location filename="../../plugin/worker.py" line="121" />
        <source>The run was cancelled; no file was written.</source>
        <translation>运行已取消；没有写入文件。</translation>
    </message>
    <message>
        <location filename="../../plugin/worker.py" line="148" />
        <source>The engine did not answer in time.</source>
        <translation>引擎未及时应答。</translation>
    </message>
    <message>
        <location filename="../../plugin/worker.py" line="150" />
        <source>The engine was ended by the system, perhaps for want of memory.</source>
        <translation>计算引擎被系统终止，可能是内存不足。</translation>
    </message>
    <message>
        <location filename="../../plugin/worker.py" line="152" />
        <source>The engine ended without a result.</source>
        <translation>计算引擎结束时没有给出结果。</translation>
    </message>
    <message>
        <location filename="../../plugin/worker.py" line="154" />
        <source>The engine stopped unexpectedly (exit code {code}).</source>
        <translation>计算引擎意外停止（退出代码 {code}）。</translation>
    </message>
    <message>
        <location filename="../../plugin/worker.py" line="156" />
        <source>Its last words: {words}</source>
        <translation>其最后的输出：{words}</translation>
    </message>
    <message>
        <location filename="../../plugin/worker.py" line="160" />
        <source>The whole story is in the "{tab}" tab of the log (View &gt; Panels &gt; Log Messages). If it is the engine itself that is damaged, install it anew from the Park Locus panel.</source>
        <translation>详情见日志的“{tab}”选项卡（视图 &gt; 面板 &gt; 日志消息）。若计算引擎本身已损坏，请在 Park Locus 面板中重新安装。</translation>
    </message>
</context></TS>
